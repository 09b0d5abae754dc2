/** Rules of dated tables: dates once, months once, and in each month all 24 hours once. */
import type { Draft } from './draft.ts';
import { type Finding, finding } from './faults.ts';
import { periodKinds } from './schema-tariffs.ts';

type Table = Draft['timeOfUse'][number];
type Season = Table['seasons'][number];

const dayMin = 24 * 60;

interface Span {
  readonly fromMin: number;
  readonly toMin: number;
  readonly text: string;
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Reads `07:00-16:00`, half-open. */
export function spanOf(text: string): Span {
  const [from, to] = text.split('-');
  return { fromMin: minutesOf(from ?? ''), toMin: minutesOf(to ?? ''), text };
}

function clockOf(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function hoursFindings(season: Season): Finding[] {
  const spans = periodKinds.flatMap((kind) => (season[kind] ?? []).map(spanOf));
  const backward = spans.filter((span) => span.toMin <= span.fromMin);
  if (backward.length > 0) {
    return backward.map(({ text }) => finding(season.path, `${text} does not end after its start`));
  }
  if (periodKinds.some((kind) => season[kind] === undefined)) return [];
  const messages: string[] = [];
  let coveredMin = 0;
  for (const { fromMin, toMin, text } of spans.toSorted((a, b) => a.fromMin - b.fromMin)) {
    if (fromMin > coveredMin) {
      messages.push(`${clockOf(coveredMin)}-${clockOf(fromMin)} is in no period`);
    }
    if (fromMin < coveredMin) messages.push(`${text} overlaps another period`);
    coveredMin = Math.max(coveredMin, toMin);
  }
  if (coveredMin < dayMin) messages.push(`${clockOf(coveredMin)}-24:00 is in no period`);
  return messages.map((message) => finding(season.path, message));
}

function monthFindings({ seasons, path }: Table): Finding[] {
  if (seasons.length === 0 || seasons.some(({ months }) => months === undefined)) return [];
  const seen = new Set<number>();
  const repeated = seasons.flatMap((season) =>
    (season.months ?? []).flatMap((month) => {
      const again = seen.has(month);
      seen.add(month);
      return again ? [finding([...season.path, 'months'], `month ${month} is there twice`)] : [];
    }),
  );
  const absent = Array.from({ length: 12 }, (_, index) => index + 1).filter((m) => !seen.has(m));
  return absent.length === 0
    ? repeated
    : [...repeated, finding([...path, 'seasons'], `no season holds in month ${absent.join(', ')}`)];
}

function dateFindings(entries: readonly Pick<Table, 'validFrom' | 'path'>[]): Finding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ validFrom, path }) => {
    if (validFrom === undefined) return [];
    const again = seen.has(validFrom);
    seen.add(validFrom);
    return again
      ? [finding([...path, 'validFrom'], `another entry is valid from ${validFrom} too`)]
      : [];
  });
}

export function tariffFindings({ timeOfUse, feedIn, gridFactor }: Draft): Finding[] {
  return [
    ...timeOfUse.flatMap((table) => [
      ...monthFindings(table),
      ...table.seasons.flatMap(hoursFindings),
    ]),
    ...[timeOfUse, feedIn, gridFactor].flatMap(dateFindings),
  ];
}
