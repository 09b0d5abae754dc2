import { countyFigures } from './county-run.ts';
import { weatherFigures } from './county-weather.ts';
import { powerFlowFigures } from './power-flow.ts';
import type { BenchTable, Figure } from './table.ts';
import { yearChainFigures } from './year-chain.ts';

/** Each measures one part of the physics, the weather or the county, one after another in this thread. */
const parts: readonly (() => readonly Figure[])[] = [
  yearChainFigures,
  powerFlowFigures,
  weatherFigures,
  countyFigures,
];

export async function benchPhysics(): Promise<readonly BenchTable[]> {
  return [{ title: 'Physics in one thread', figures: parts.flatMap((figures) => figures()) }];
}
