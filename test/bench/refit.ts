/** Acknowledgements while a model is learned beside them, in turns with quiet rounds. */
import { loadIntervalS } from './bench-county.ts';
import { historyDays } from './long-history.ts';
import { startBenchService, startLoad, withFolder } from './servers.ts';
import { atMost, type BenchTable, median, told, withUnit } from './table.ts';

const devices = 1_000;
const offeredPerS = 2_000;
const rounds = 5;
const roundS = 6;

export async function benchRefit(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const load = await startLoad();
    const county = { kind: 'pv', devices, reportIntervalS: loadIntervalS, gateways: 1 } as const;
    const service = await startBenchService(load, { ...county, folder });
    try {
      const run = async () => {
        const traffic = { connections: 8, devices, form: 'single', rate: offeredPerS } as const;
        return (await service.run({ ...traffic, seconds: roundS })).p99Ms;
      };
      const [quiet, busy]: [number[], number[]] = [[], []];
      await run();
      for (let round = 0; round < rounds; round += 1) {
        quiet.push(await run());
        await service.child.ask('startLearning');
        busy.push(await run());
        await service.child.ask('stopLearning');
      }
      const tookS = await service.child.ask('learningS');
      const at = `${offeredPerS.toLocaleString('en-US')} messages/s offered`;
      return {
        title: `Learning beside the service, ${at}`,
        figures: [
          told(
            `one series of ${historyDays} days, day-ahead, beside nothing`,
            withUnit(tookS, 's'),
          ),
          told('acknowledgement p99, quiet', withUnit(median(quiet), 'ms')),
          told('acknowledgement p99, while learning', withUnit(median(busy), 'ms')),
          atMost('while learning over quiet', median(busy) / median(quiet), 1.2, '×'),
        ],
      };
    } finally {
      await service.stop();
      await load.stop();
    }
  });
}
