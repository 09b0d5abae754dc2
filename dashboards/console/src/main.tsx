import { render } from 'preact';
import { App } from './app.tsx';
import { startClock } from './state/clock.ts';
import { followLinks } from './state/router.ts';
import { openSession } from './state/session.ts';

const root = document.getElementById('console');
if (root === null) throw new Error('Invariant broken: index.html has no place for the console');

startClock();
followLinks();
root.replaceChildren();
render(<App />, root);
void openSession();
