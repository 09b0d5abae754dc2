import { simulateCounty } from '../../simulators/models/county.ts';
import { virtualRun } from '../../simulators/virtual/run.ts';
import { countyGround } from '../../src/app/county-ground.ts';
import { dayMs, instant, quarterMs, secondMs } from '../../src/domain/instant.ts';
import { generatedConfig } from '../support/generated-county.ts';
import { atMost, type Figure, median, told, withUnit } from './table.ts';

const monthS = 60;
const from = instant(Date.UTC(2025, 11, 31, 16));
const warmUps = 2;
const rounds = 7;

/** A month of the default county, its messages hashed, and steps of one as large as Lankao. */
export function countyFigures(): readonly Figure[] {
  const month = {
    ...{ county: countyGround(generatedConfig('demo'), 1), script: null },
    ...{ from, to: instant(from + 30 * dayMs), stepMs: quarterMs },
  };
  const begun = performance.now();
  const run = virtualRun(month);
  let steps = 0;
  for (const _ of run.moments()) steps += 1;
  const { messages } = run.result();
  const tookS = (performance.now() - begun) / secondMs;
  const sent = messages.messages.toLocaleString('en-US');
  const what = `a month of the default county in ${steps} steps, ${sent} messages`;
  return [atMost(what, tookS, monthS, 's'), lankaoStep()];
}

function lankaoStep(): Figure {
  const county = simulateCounty(countyGround(generatedConfig('lankao'), 1));
  let state = county.begin(from);
  const times: number[] = [];
  for (let round = 1; round <= warmUps + rounds; round += 1) {
    const begun = performance.now();
    state = county.step(state, instant(from + round * quarterMs)).state;
    if (round > warmUps) times.push(performance.now() - begun);
  }
  const what = `a step of Lankao, ${county.devices.length.toLocaleString('en-US')} devices`;
  return told(what, withUnit(median(times), 'ms'));
}
