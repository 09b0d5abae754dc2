/**
 * A backup as a file of lines with the progress beside it. It is made by asking for every row, so it
 * works with any server and can be read by any; `influxd backup` is faster for very large stores.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { deviceKinds } from '../../domain/device.ts';
import { minuteMs } from '../../domain/instant.ts';
import { countedStretches } from './counts.ts';
import { select, timeIn } from './influxql.ts';
import { LineBlocks } from './line-blocks.ts';
import { numberText } from './lines.ts';
import { type Progress, progressFileName, type Totals } from './progress.ts';
import { levels, measurementOf } from './schema.ts';
import { lineText } from './tag-text.ts';
import { InfluxFault, type InfluxSeries, type InfluxTransport } from './transport.ts';

const linesFileName = 'readings.lp.gz';
const manifestFileName = 'manifest.json';
const manifestFormat = 1;
/** Rows are counted in stretches of this length, and asked for in as many as make a good answer. */
const stretchMs = 15 * minuteMs;
const rowsPerAnswer = 50_000;

const measurements = deviceKinds.flatMap((kind) =>
  levels.map((level) => measurementOf(kind, level)),
);

/** Nothing may write meanwhile. Refuses a folder that holds anything. */
export async function exportStore(
  { transport, progress }: { readonly transport: InfluxTransport; readonly progress: Progress },
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new InfluxFault(`The backup folder ${folder} is not empty.`, { retryable: false });
  }
  const lines = join(folder, linesFileName);
  try {
    await pipeline(Readable.from(everyLine(transport)), createGzip(), createWriteStream(lines));
    progress.copyTo(join(folder, progressFileName));
    // Written last: a backup without it is unfinished and is not restored.
    const manifest = { format: manifestFormat, ...progress.totals() };
    await writeFile(join(folder, manifestFileName), `${JSON.stringify(manifest)}\n`);
  } catch (error) {
    await rm(lines, { force: true });
    await rm(join(folder, progressFileName), { force: true });
    throw error;
  }
}

/** Texts of many lines each. */
async function* everyLine(transport: InfluxTransport): AsyncGenerator<string> {
  for (const measurement of measurements) {
    for await (const range of rangesOf(transport, measurement)) {
      const where = [timeIn(range)];
      const statement = select({ what: ['*'], from: measurement, where, groupBy: ['*'] });
      for (const series of await transport.query(statement)) {
        const text = linesOf(series);
        if (text !== '') yield text;
      }
    }
  }
}

async function* rangesOf(
  transport: InfluxTransport,
  measurement: string,
): AsyncGenerator<{ from: number; to: number }> {
  const [series] = await countedStretches(transport, measurement, stretchMs, []);
  let open = { from: 0, to: 0, rows: 0 };
  for (const [start, count] of series?.values ?? []) {
    const from = Number(start);
    const rows = Number(count);
    if (open.rows > 0 && open.rows + rows > rowsPerAnswer) {
      yield open;
      open = { from, to: from, rows: 0 };
    }
    open = {
      from: open.rows > 0 ? open.from : from,
      to: from + stretchMs,
      rows: open.rows + rows,
    };
  }
  if (open.rows > 0) yield open;
}

function linesOf({ name, tags, columns, values }: InfluxSeries): string {
  const written = Object.entries(tags).filter(([, value]) => value !== '');
  const head = [name, ...written.map(([tag, value]) => `${tag}=${lineText(value)}`)].join(',');
  return values
    .map((cells) => {
      const fields = columns.flatMap((column, index) => {
        const value = cells[index];
        return index === 0 || typeof value !== 'number'
          ? []
          : [`${lineText(column)}=${numberText(value)}`];
      });
      return fields.length === 0 ? '' : `${head} ${fields.join(',')} ${cells[0]}\n`;
    })
    .join('');
}

/**
 * Puts a backup into a database that holds nothing of ours, and its progress into the folder; with
 * `overwrite` what is there goes first. No service may have the store meanwhile.
 */
export async function restoreInfluxStore(options: {
  readonly backupFolder: string;
  readonly folder: string;
  readonly transport: InfluxTransport;
  readonly overwrite?: boolean;
}): Promise<Totals> {
  const { backupFolder, folder, transport, overwrite = false } = options;
  const totals = await readManifest(backupFolder);
  await transport.prepare();
  for (const measurement of await filledMeasurements(transport)) {
    if (!overwrite) {
      const reason = `The database holds ${measurement} already. Restore into an empty one.`;
      throw new InfluxFault(reason, { retryable: false });
    }
    await transport.deleteWhere(measurement, {});
  }
  await importLines(join(backupFolder, linesFileName), transport);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, progressFileName);
  for (const end of ['-wal', '-shm']) await rm(`${target}${end}`, { force: true });
  await copyFile(join(backupFolder, progressFileName), target);
  return totals;
}

async function readManifest(backupFolder: string): Promise<Totals> {
  const path = join(backupFolder, manifestFileName);
  const text = await readFile(path, 'utf8').catch(() => {
    const reason = `${backupFolder} holds no finished backup of InfluxDB: no ${path}.`;
    throw new InfluxFault(reason, { retryable: false });
  });
  const { format, rows, points } = JSON.parse(text) as { format: number } & Totals;
  if (format !== manifestFormat) {
    const reason = `The backup has format ${format}, not known here.`;
    throw new InfluxFault(reason, { retryable: false });
  }
  return { rows, points };
}

async function filledMeasurements(transport: InfluxTransport): Promise<string[]> {
  const [series] = await transport.query('SHOW MEASUREMENTS');
  const found = new Set(series?.values.map(([name]) => name));
  return measurements.filter((name) => found.has(name));
}

async function importLines(file: string, transport: InfluxTransport): Promise<void> {
  const blocks = new LineBlocks<null>(transport);
  const input = createReadStream(file).pipe(createGunzip());
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (blocks.add(`${line}\n`, null)) await blocks.flush();
  }
  const refused = await blocks.finish();
  const [first] = refused;
  if (first !== undefined) {
    const reason = `${refused.length} rows were not taken: ${first.reason}`;
    throw new InfluxFault(reason, { retryable: false });
  }
}
