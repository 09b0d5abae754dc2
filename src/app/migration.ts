/** One migration between two stores, from where an earlier run left it to the word that both are equal. */
import { planOf } from '../service/migration-plan.ts';
import { type Comparison, compareStores } from '../service/store-comparison.ts';
import { copyHistory, type Migration } from '../service/store-migration.ts';
import type { MigrationEnds } from './migration-ends.ts';
import { type MigrationState, readMigration, writeMigration } from './migration-file.ts';

export interface MigrationJob
  extends Pick<Migration, 'onProgress' | 'onRetry' | 'delay' | 'stopped'> {
  readonly ends: MigrationEnds;
  /** Names of both stores, as they are kept in the file. */
  readonly source: string;
  readonly target: string;
  readonly file: string;
  /** Copies everything once more, whatever was copied before. */
  readonly again: boolean;
  readonly tell: (sentence: string) => void;
}

/** Answers how the two compare in the end; null where it was told to stop before. */
export async function migrate(job: MigrationJob): Promise<Comparison | null> {
  const { ends, file } = job;
  let state = await stateToBeginWith(job);
  if (state.state === 'copying') {
    writeMigration(file, state);
    const { cursor } = state;
    const keep: Migration['keep'] = (next) => {
      state = { ...state, cursor: next };
      writeMigration(file, state);
    };
    if (!(await copyHistory({ ...job, ...ends, cursor, keep }))) return null;
    state = { ...state, state: 'copied' };
    writeMigration(file, state);
  }
  const comparison = await compareStores({ ...job, ...ends });
  if (comparison?.equal === true) writeMigration(file, { ...state, state: 'equal' });
  return comparison;
}

/** Also rows that nothing shows any more make a store one that is not empty. */
const anyDevice = () => true;

/** A target that this migration has not begun to fill must be empty: nothing in it is written over. */
async function stateToBeginWith(job: MigrationJob): Promise<MigrationState> {
  const { ends, source, target, file, again, tell } = job;
  const kept = readMigration(file);
  const sourcePosition = await ends.source.position();
  const fresh: MigrationState = {
    ...{ format: 1, source, target, sourcePosition },
    ...{ state: 'copying', cursor: null },
  };
  if (kept === null) return refuseFilled(job, fresh);
  if (kept.source !== source || kept.target !== target) {
    throw new Error(
      `${file} is of a migration from ${kept.source} to ${kept.target}. Go on with that one, or empty the target and remove the file.`,
    );
  }
  if (again) return fresh;
  if (kept.sourcePosition !== sourcePosition && kept.state !== 'equal') {
    tell('The source was written to since the last run, so everything is copied once more.');
    return fresh;
  }
  if (kept.cursor !== null && (await planOf(ends.target, anyDevice)).rows === 0) {
    tell('The target is empty again, so everything is copied once more.');
    return fresh;
  }
  if (kept.cursor !== null && kept.state === 'copying')
    tell('Going on where the last run stopped.');
  return kept;
}

async function refuseFilled(
  { ends, target, file }: MigrationJob,
  fresh: MigrationState,
): Promise<MigrationState> {
  const { rows } = await planOf(ends.target, anyDevice);
  if (rows === 0) return fresh;
  throw new Error(
    `There are ${rows} rows already in ${target}, and ${file} tells of no migration into it. Migrate into an empty store: another folder, database or bucket.`,
  );
}
