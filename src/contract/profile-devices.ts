/** The parts of a message that are about one device each. */
import { valueAt } from './json-path.ts';
import type { DevicesFile } from './profile-schema.ts';
import { isJsonObject, type JsonObject } from './telemetry-fields.ts';

export interface DevicePart {
  /** Null where the part does not say whose it is. */
  readonly deviceId: string | null;
  readonly part: unknown;
}

/** Null where there is neither an array nor an object of devices at the place. */
export function devicePartsOf(payload: unknown, mapping: DevicesFile): DevicePart[] | null {
  const place = valueAt(payload, mapping.each);
  const named = namedParts(place, mapping);
  return named?.map(({ id, part }) => ({ deviceId: ourId(id, mapping), part })) ?? null;
}

interface NamedPart {
  readonly id: unknown;
  readonly part: unknown;
}

function namedParts(place: unknown, { id: idPath, separator }: DevicesFile): NamedPart[] | null {
  const parts = Array.isArray(place) ? place : isJsonObject(place) ? Object.values(place) : null;
  if (parts === null) return null;
  if (idPath !== undefined) return parts.map((part) => ({ id: valueAt(part, idPath), part }));
  if (!isJsonObject(place)) return null;
  if (separator !== undefined) return groupedParts(place, separator);
  return Object.entries(place).map(([id, part]) => ({ id, part }));
}

/** Keys without the separator are about the message and no device. */
function groupedParts(flat: JsonObject, separator: string): NamedPart[] {
  const parts = new Map<string, Map<string, unknown>>();
  for (const [key, value] of Object.entries(flat)) {
    const cut = key.lastIndexOf(separator);
    if (cut <= 0) continue;
    const id = key.slice(0, cut);
    const fields = parts.get(id) ?? new Map<string, unknown>();
    parts.set(id, fields.set(key.slice(cut + separator.length), value));
  }
  return Array.from(parts, ([id, fields]) => ({ id, part: Object.fromEntries(fields) }));
}

function ourId(id: unknown, { ids, idPrefix }: DevicesFile): string | null {
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  const named = `${id}`;
  return Object.hasOwn(ids, named) ? (ids[named] ?? null) : `${idPrefix}${named}`;
}
