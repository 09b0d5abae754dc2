import { z } from 'zod';
import { hourMs, type Instant, minuteMs, secondMs } from '../domain/instant.ts';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import type { SlotGrid } from '../domain/slot-grid.ts';
import type { WeatherRun } from '../service/forecast-ports.ts';
import { slotMeans, variables } from './open-meteo-variables.ts';

/** Sixteen days of quarter hours, and the time that ends them. */
const timesMax = 16 * 96 + 1;

const times = z
  .array(z.union([z.number(), z.string()]))
  .min(2)
  .max(timesMax);
const numbers = z.array(z.number().nullable()).max(timesMax);

/** A table of one resolution: `time`, and as many values of each variable. */
const tableSchema = z.object({ time: times }).catchall(z.union([numbers, times]));

const answerSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  utc_offset_seconds: z
    .number()
    .min(-14 * 3_600)
    .max(14 * 3_600)
    .default(0),
  hourly_units: z.record(z.string(), z.string()),
  hourly: tableSchema,
  /** Not part of Open-Meteo: other services may say when the model ran. */
  issued_at: z.iso.datetime({ offset: true }).optional(),
});

/** Who asked, and when the answer was in hand. */
export interface Receipt {
  readonly sourceId: string;
  readonly receivedAt: Instant;
}

/** Reads the hourly part of an answer in the shape of Open-Meteo; a fault is a sentence. */
export function readOpenMeteo(answer: unknown, receipt: Receipt): Outcome<WeatherRun, string> {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(`${issue?.path.join('.') || 'the answer'}: ${issue?.message}`);
  }
  const { hourly, hourly_units: units, ...rest } = parsed.data;
  const slots = slotsOf(hourly.time, rest.utc_offset_seconds * secondMs);
  if (!slots.ok) return slots;
  const columns = columnsOf(hourly, units, slots.value);
  if (!columns.ok) return columns;
  const issuedAt = rest.issued_at === undefined ? receipt.receivedAt : Date.parse(rest.issued_at);
  return succeed({
    ...receipt,
    place: { latitude: rest.latitude, longitude: rest.longitude },
    issuedAt: Math.min(issuedAt, receipt.receivedAt) as Instant,
    slots: slots.value,
    columns: columns.value,
  });
}

function slotsOf(times: readonly (number | string)[], offsetMs: number): Outcome<SlotGrid, string> {
  const instants = times.map((time) => instantOf(time, offsetMs));
  const [from = Number.NaN, second = Number.NaN] = instants;
  const slotMs = second - from;
  if (slotMs % minuteMs !== 0 || slotMs < minuteMs || slotMs > 6 * hourMs) {
    return fail('hourly.time: steps are between one minute and six hours');
  }
  const uneven = instants.findIndex((at, place) => at !== from + place * slotMs);
  if (uneven >= 0) return fail(`hourly.time.${uneven}: ${times[uneven]} breaks the even steps`);
  return succeed({ from, slotMs, count: instants.length - 1 });
}

/** Numbers are seconds of UTC; texts are local times of the offset that the answer names. */
function instantOf(time: number | string, offsetMs: number): number {
  if (typeof time === 'number') return time * secondMs;
  const at = Date.parse(`${time}Z`);
  return at - offsetMs;
}

function columnsOf(
  table: Readonly<Record<string, readonly (number | string | null)[]>>,
  units: Readonly<Record<string, string>>,
  slots: SlotGrid,
): Outcome<WeatherRun['columns'], string> {
  const columns: { -readonly [Name in keyof WeatherRun['columns']]: Float64Array } = {};
  for (const [name, variable] of Object.entries(variables)) {
    const told = table[name];
    if (told === undefined || told.every((value) => value === null)) continue;
    const unit = units[name] ?? '';
    const factor = variable.factorOf[unit];
    if (factor === undefined) return fail(`hourly_units.${name}: the unit '${unit}' is not known`);
    if (told.length !== slots.count + 1) return fail(`hourly.${name}: not as many as hourly.time`);
    const values = Float64Array.from(told, (value) =>
      typeof value === 'number' ? value * factor : Number.NaN,
    );
    columns[variable.column] = slotMeans(values, variable, slots.slotMs / hourMs);
  }
  if (Object.keys(columns).length > 0) return succeed(columns);
  return fail(`hourly: has none of ${Object.keys(variables).join(', ')}`);
}
