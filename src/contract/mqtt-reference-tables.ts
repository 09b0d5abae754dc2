/** Tables of `docs/mqtt.md` that are made from what the program itself goes by. */
import type { DeviceKind } from '../domain/device.ts';
import type { PointSpec } from '../domain/point.ts';
import type { QualityReason } from '../domain/reading.ts';
import { faultMeanings } from './decode-faults.ts';
import type { KindSpec } from './device-kinds.ts';
import { kindSpecs } from './kind-specs.ts';
import {
  birthBytesMax,
  faultsPerMessageMax,
  jsonDepthMax,
  payloadBytesMax,
  readingsPerMessageMax,
  valueAbsMax,
} from './message-limits.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const count = (value: number): string => value.toLocaleString('en');

export function limitsTable(): string {
  return table(
    ['What', 'At most', 'Beyond it'],
    [
      ['payload of any message', `${count(payloadBytesMax)} bytes`, 'the connection is closed'],
      ['payload of a birth', `${count(birthBytesMax)} bytes`, '`too_large`'],
      [
        'readings in one message',
        count(readingsPerMessageMax),
        '`too_many_readings`, none is taken',
      ],
      ['nesting of JSON', `${jsonDepthMax} levels`, '`too_deep`'],
      [
        'size of a value, either sign',
        `${valueAbsMax.toExponential(0).replace('+', '')}`,
        '`not_finite` for the point',
      ],
      ['age of a reading', '30 days', 'kept as invalid, `clock_behind`'],
      [
        'different faults told for one message',
        count(faultsPerMessageMax),
        'the last says how many more there were',
      ],
    ],
  );
}

export function faultsTable(): string {
  return table(
    ['Code', 'Meaning'],
    Object.entries(faultMeanings).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

const reasonMeanings = {
  out_of_range:
    'outside the range of the point, or of the rating. Invalid for the first point of a kind, beyond its range or twice the rated one; otherwise questionable',
  jump: 'faster than the device can change; questionable until the new level is believable',
  stuck: 'unchanged for longer than such a value stays the same, though not zero; questionable',
  clock_ahead: 'measured later than received: over 30 s questionable, over 5 min invalid',
  clock_behind:
    'older than 30 days: invalid. Over 1 h older than what was sent before, and not marked historical: questionable',
  unit_doubt: 'as large as if W had been sent for kW; invalid',
  sign_doubt: 'of plausible size, but in the wrong direction; questionable',
  register_reset: 'a register went back; questionable, and no energy is counted for the step',
} as const satisfies Record<QualityReason, string>;

export function reasonsTable(): string {
  return table(
    ['Reason', 'When'],
    Object.entries(reasonMeanings).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
  );
}

export function pointsSections(): string {
  return kindSpecs.map(pointsSection).join('\n\n');
}

function pointsSection({ kind, meaning, points }: KindSpec): string {
  const rows = points.map((point) => [
    `\`${point.name}\``,
    point.unit,
    rangeOf(point),
    ratedRangeOf(point),
    meaningOf(point),
  ]);
  const head = ['Point', 'Unit', 'Range', 'Times the rating', 'Meaning'];
  return `### ${kind}\n\n${sentence(meaning)}\n\n${table(head, rows)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function rangeOf({ min, max }: PointSpec): string {
  return `${shortNumber(min)} … ${shortNumber(max)}`;
}

function shortNumber(value: number): string {
  const text = Math.abs(value) >= 1e5 ? value.toExponential(0).replace('+', '') : count(value);
  return text.replace('-', '−');
}

function ratedRangeOf({ ratingRange }: PointSpec): string {
  if (ratingRange === undefined) return '';
  return ratingRange.map(shortNumber).join(' … ');
}

function meaningOf({ meaning, register }: PointSpec): string {
  return register === true ? `${meaning} (register)` : meaning;
}

export function kindsList(): string {
  const kinds: readonly DeviceKind[] = kindSpecs.map(({ kind }) => kind);
  return kinds.map((kind) => `\`${kind}\``).join(', ');
}
