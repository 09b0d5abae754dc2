/** A county as large as Lankao, forecast whole: every node, from the store's history on. */
import { Child } from './child.ts';
import type { ForecastHandlers } from './forecast-child.ts';
import { withFolder } from './servers.ts';
import { atMost, type BenchTable, told } from './table.ts';

const runSecondsMax = 60;
const memoryMbMax = 1_000;

export async function benchForecast(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const filler = await Child.start<ForecastHandlers>('forecast-child.ts');
    const { rows, devices } = await filler.ask('fill', folder).finally(() => filler.stop());
    const child = await Child.start<ForecastHandlers>('forecast-child.ts');
    const { tookS, rssBytesMax, areas } = await child
      .ask('forecast', folder)
      .finally(() => child.stop());
    const count = (value: number) => value.toLocaleString('en-US');
    return {
      title: `Forecast of ${count(areas)} areas in 450 villages, ${count(devices)} devices, six weeks of them (${(rows / 1e6).toFixed(0)} M quarter hours)`,
      figures: [
        atMost(
          'day-ahead run, history read anew',
          tookS.day_ahead ?? Number.NaN,
          runSecondsMax,
          's',
        ),
        told('run of the next four hours after it', `${tookS.ultra_short?.toFixed(1)} s`),
        atMost('memory of the process, at most', rssBytesMax / 1e6, memoryMbMax, 'MB'),
      ],
    };
  });
}
