/** `npm run bench [ingest|stalled|store|sse|physics|learners|forecast …]`: measures and prints tables with targets; a miss is printed as one. */
import { benchFaults } from './faults.ts';
import { benchForecast } from './forecast-county.ts';
import { benchInflux } from './influx.ts';
import { benchIngest } from './ingest.ts';
import { benchLearners } from './learners.ts';
import { benchPhysics } from './physics.ts';
import { benchRefit } from './refit.ts';
import { benchSideBySide } from './side-by-side.ts';
import { benchConsoles } from './sse.ts';
import { benchStalled } from './stalled.ts';
import { benchStore } from './store.ts';
import { type BenchTable, textOf } from './table.ts';

const sections: Readonly<Record<string, () => Promise<readonly BenchTable[]>>> = {
  ingest: benchIngest,
  stalled: async () => [await benchStalled()],
  store: async () => [await benchStore()],
  sse: async () => [await benchConsoles()],
  influx: benchInflux,
  faults: benchFaults,
  physics: benchPhysics,
  learners: benchLearners,
  forecast: async () => [await benchForecast(), await benchRefit()],
  'node-red': async () => [await benchSideBySide()],
};

async function measure(name: string): Promise<number> {
  const bench = sections[name];
  if (bench === undefined) {
    process.stderr.write(
      `There is no section ${name}; there are ${Object.keys(sections).join(', ')}.\n`,
    );
    return 1;
  }
  process.stderr.write(`Measuring ${name} …\n`);
  try {
    for (const table of await bench()) process.stdout.write(textOf(table));
    return 0;
  } catch (error) {
    process.stderr.write(
      `${name} could not be measured: ${error instanceof Error ? error.stack : error}\n`,
    );
    return 1;
  }
}

const wanted = process.argv.slice(2);
let failures = 0;
for (const name of wanted.length > 0 ? wanted : Object.keys(sections)) {
  failures += await measure(name);
}
process.exitCode = failures > 0 ? 1 : 0;
