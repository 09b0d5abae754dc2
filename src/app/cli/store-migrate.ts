import { setTimeout as delay } from 'node:timers/promises';
import { planOf } from '../../service/migration-plan.ts';
import type { Comparison } from '../../service/store-comparison.ts';
import { Closers } from '../closers.ts';
import type { Config } from '../config/config.ts';
import { type MigrationJob, migrate } from '../migration.ts';
import { type MigrationEnds, openEnds, storeName } from '../migration-ends.ts';
import { migrationFileOf, readMigration } from '../migration-file.ts';
import { stopSignal } from '../stop-signal.ts';
import { systemClock, systemLog } from '../system.ts';
import { CallFault, type Command, type OptionValues, textOf } from './command.ts';
import { grouped, MigrationBar } from './migration-bar.ts';
import { comparisonText } from './migration-report.ts';
import { configOf } from './serve.ts';

const differenceRemedy =
  'The stores differ. Run the command again with --again, which copies everything once more. ' +
  'If they still differ, the target has been written to by something else: empty it and migrate anew.';

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function configsOf(options: OptionValues): { from: Config; to: Config } {
  const [from, to] = [textOf(options, 'from'), textOf(options, 'to')];
  if (from === null || to === null) throw new CallFault('store migrate needs --from and --to.');
  return { from: configOf(from), to: configOf(to) };
}

/** Ctrl-C ends the run after the piece that is being copied. */
function untilStopped(): () => boolean {
  let stopping = false;
  void stopSignal().then(() => {
    stopping = true;
    say('\nStopping after this piece. The same command goes on from here.');
  });
  return () => stopping;
}

function isFinished({ to }: { to: Config }, again: boolean): boolean {
  return !again && readMigration(migrationFileOf(to.store))?.state === 'equal';
}

export const storeMigrateCommand: Command = {
  name: 'store migrate',
  operands: [],
  summary:
    'Copies the history of a stopped service from one store into another, and compares both.',
  options: {
    from: { type: 'string', help: 'configuration file whose store is the source' },
    to: { type: 'string', help: 'configuration file whose store is filled' },
    again: { type: 'boolean', help: 'copies everything once more' },
  },
  async run(_, options) {
    const configs = configsOf(options);
    const again = options.again === true;
    const [source, target] = [storeName(configs.from), storeName(configs.to)];
    const file = migrationFileOf(configs.to.store);
    if (isFinished(configs, again)) {
      say(`The migration to ${target} is finished. To begin a new one, remove ${file}.`);
      return 0;
    }
    const opened = new Closers();
    try {
      const ends = await openEnds(configs, systemLog('error'), opened);
      say(`From ${source}\nto ${target}`);
      await tellOfLeftOut(ends);
      const bar = new MigrationBar(process.stderr);
      const job: MigrationJob = {
        ...{ ends, source, target, file, again, delay, tell: say },
        stopped: untilStopped(),
        onProgress: (progress) => bar.show(progress, systemClock.now()),
        onRetry: (fault) =>
          say(`\nTrying again: ${fault instanceof Error ? fault.message : fault}`),
      };
      return result(await migrate(job), ends.devices);
    } finally {
      await opened.closeAll();
    }
  },
};

async function tellOfLeftOut({ source, isKnown }: MigrationEnds): Promise<void> {
  const { rowsLeftOut } = await planOf(source, isKnown);
  if (rowsLeftOut === 0) return;
  say(
    `${grouped(rowsLeftOut)} rows stay behind: they are of devices whose kind was changed since, and no page shows them.`,
  );
}

function result(
  comparison: Comparison | null,
  devices: readonly { readonly key: number; readonly id: string }[],
): number {
  if (comparison === null) return 1;
  const ids = new Map(devices.map(({ key, id }) => [key, id]));
  const text = comparisonText(comparison, (key) => ids.get(key) ?? `with key ${key}`);
  process.stdout.write(text);
  say(comparison.equal ? 'Both stores are equal.' : differenceRemedy);
  return comparison.equal ? 0 : 1;
}
