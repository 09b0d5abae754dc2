import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DatabaseOptions {
  readonly folder: string;
  /** As DuckDB writes sizes: `128MB`. Larger work spills to disk inside the folder, or is refused. */
  readonly memoryLimit: string;
  readonly threads: number;
}

export const databaseFileName = 'readings.duckdb';
/** Queries that run side by side; Node's pool has four threads, and files and hashes need some too. */
const readersMax = 2;
/**
 * The log of changes is folded into the file each time it reaches this size. At half of it that takes
 * a sixth of all processor time under full load, and saves 20 MB of memory.
 */
const checkpointThreshold = '16MB';
const spillBytesMax = '4GB';
/**
 * A quarter of the usual size, for a new file. A column that is being appended to takes a block at
 * least, and there are hundreds of columns: with smaller ones they take 60 MB less, and less on disk.
 */
const blockBytes = 65_536;

type Task<Result> = (connection: DuckDBConnection) => Promise<Result>;

/** All that the task does is committed together, or not at all. */
export async function inTransaction<Result>(
  connection: DuckDBConnection,
  task: Task<Result>,
): Promise<Result> {
  await connection.run('BEGIN');
  try {
    const result = await task(connection);
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Runs tasks one after another, in the order in which they were given. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Connections for tasks that may run side by side; a task waits while all are taken. */
class Pool {
  readonly #size: number;
  readonly #free: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];

  constructor(connections: readonly DuckDBConnection[]) {
    this.#size = connections.length;
    this.#free = [...connections];
  }

  async run<Result>(task: Task<Result>): Promise<Result> {
    const connection = await this.#take();
    try {
      return await task(connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Closes each connection once its last task has ended. */
  async close(): Promise<void> {
    for (let count = 0; count < this.#size; count++) (await this.#take()).closeSync();
  }

  #take(): Promise<DuckDBConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #giveBack(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
  }
}

/** One file of DuckDB: writes go one at a time, a few reads beside them. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #readers: Pool;
  readonly #writes = new Lane();

  private constructor(
    instance: DuckDBInstance,
    writer: DuckDBConnection,
    readers: readonly DuckDBConnection[],
  ) {
    this.#instance = instance;
    this.#writer = writer;
    this.#readers = new Pool(readers);
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(join(options.folder, databaseFileName), {
      memory_limit: options.memoryLimit,
      threads: String(options.threads),
      temp_directory: join(options.folder, 'spill'),
      max_temp_directory_size: spillBytesMax,
      checkpoint_threshold: checkpointThreshold,
      storage_compatibility_version: 'latest',
      default_block_size: String(blockBytes),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const readers = [];
    for (let count = 0; count < readersMax; count++) readers.push(await instance.connect());
    return new Database(instance, await instance.connect(), readers);
  }

  transaction<Result>(task: Task<Result>): Promise<Result> {
    return this.alone((connection) => inTransaction(connection, task));
  }

  /** Runs the task on the writing connection with no other write beside it. */
  alone<Result>(task: Task<Result>): Promise<Result> {
    return this.#writes.run(() => task(this.#writer));
  }

  read<Result>(task: Task<Result>): Promise<Result> {
    return this.#readers.run(task);
  }

  /** Runs the task on a connection of its own, beside reads and writes. */
  async apart<Result>(task: Task<Result>): Promise<Result> {
    const connection = await this.#instance.connect();
    try {
      return await task(connection);
    } finally {
      connection.closeSync();
    }
  }

  checkpoint(): Promise<void> {
    return this.alone(async (connection) => {
      await connection.run('CHECKPOINT');
    });
  }

  /** Waits for what is under way; nothing may be asked afterwards. */
  async close(): Promise<void> {
    await this.#readers.close();
    await this.#writes.run(async () => {
      this.#writer.closeSync();
      this.#instance.closeSync();
    });
  }
}
