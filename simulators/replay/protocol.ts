import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../src/domain/outcome.ts';

const fileName = z.string().regex(/^[^/\\]+\.csv(\.gz)?$/, 'the name of a .csv or .csv.gz file');
const step = z.number().positive().max(1_440);

const seriesSchema = z.looseObject({
  id: z.string(),
  file: fileName,
  target: z.union([z.string(), z.array(z.string())]),
  kind: z.string().optional(),
  capacity: z.union([z.number().positive(), z.string()]).optional(),
  stepMin: step.optional(),
  timeZone: z.string().optional(),
  timeLabel: z.string().optional(),
});

/** `protocol.json` of a folder of measured series, as far as a replay needs it. */
const protocolSchema = z.looseObject({
  set: z.string().min(1),
  kind: z.string(),
  stepMin: step.optional(),
  timeZone: z.string().optional(),
  /** What a time says: the `start` or the `end` of its interval; anything else is taken as start. */
  timeLabel: z.string().default('start'),
  /** In words: `… negative when producing` after the names of the columns that are so. */
  sign: z.string().default(''),
  series: z.array(seriesSchema).min(1),
});

export type Protocol = Readonly<z.infer<typeof protocolSchema>>;
export type ProtocolSeries = Protocol['series'][number];

export function readProtocol(folder: string): Outcome<Protocol, string> {
  const file = join(folder, 'protocol.json');
  if (!existsSync(file)) return fail(`${folder} has no protocol.json`);
  try {
    const parsed = protocolSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success
      ? succeed(parsed.data)
      : fail(`${file}: ${z.prettifyError(parsed.error)}`);
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

/** What a protocol says about one file; several of its series can lie in it. */
export interface ProtocolFile {
  readonly set: string;
  readonly file: string;
  /** Name of the file without its ending. */
  readonly stem: string;
  readonly stepMin: number;
  readonly timeZone: string | null;
  readonly labelsEnd: boolean;
  /** Target columns with the kind of their series and its capacity, where it is a number. */
  readonly targets: ReadonlyMap<
    string,
    { readonly kind: string; readonly capacity: number | null }
  >;
  /** Columns that are negative when they produce. */
  readonly negativeColumns: ReadonlySet<string>;
}

const usualStepMin = 15;

export function filesOf(protocol: Protocol): ProtocolFile[] {
  const names = [...new Set(protocol.series.map(({ file }) => file))];
  return names.map((file) => {
    const own = protocol.series.filter((series) => series.file === file);
    const first = own[0];
    const labels = first?.timeLabel ?? protocol.timeLabel;
    return {
      set: protocol.set,
      file,
      stem: file.replace(/\.csv(\.gz)?$/, ''),
      stepMin: first?.stepMin ?? protocol.stepMin ?? usualStepMin,
      timeZone: first?.timeZone ?? protocol.timeZone ?? null,
      labelsEnd: labels === 'end',
      targets: new Map(own.flatMap((series) => targetsOf(series, protocol.kind))),
      negativeColumns: negativeColumnsOf(protocol.sign),
    };
  });
}

function targetsOf(
  series: ProtocolSeries,
  kind: string,
): (readonly [string, { kind: string; capacity: number | null }])[] {
  const { capacity, target } = series;
  const facts = {
    kind: series.kind ?? kind,
    capacity: typeof capacity === 'number' ? capacity : null,
  };
  return [target].flat().map((column) => [column, facts]);
}

function negativeColumnsOf(sign: string): ReadonlySet<string> {
  const clauses = sign.split(';').filter((clause) => clause.includes('negative when producing'));
  return new Set(clauses.flatMap((clause) => clause.match(/\w+/g) ?? []));
}
