/** What can be wrong with a message. The codes are stable; `docs/mqtt.md` lists them from here. */
import { excerptCharsMax, faultsPerMessageMax } from './message-limits.ts';

/** Code of a fault and what it means for the sender. */
export const faultMeanings = {
  malformed_json: 'The payload is no JSON. `NaN` and `Infinity` are no JSON either.',
  invalid_utf8: 'The payload is not UTF-8.',
  too_large: 'The payload is longer than a message of its kind may be.',
  too_deep: 'Objects and arrays are nested deeper than allowed.',
  duplicate_key: 'An object has the same key twice.',
  wrong_type: 'A field or a point has another type than this page says.',
  unknown_topic: 'Nothing is expected on this topic.',
  unknown_device: 'No device with this id is registered.',
  retired_device: 'The device has been retired; its readings are no longer taken.',
  unknown_profile: 'The profile of the device is not loaded.',
  wrong_profile: 'The device does not use the profile that this topic belongs to.',
  wrong_kind: 'The birth names another kind than the device is registered with.',
  unknown_field: 'A field beside the time was not understood while the time is missing.',
  unknown_point: 'The kind of the device has no point of this name; the other points are kept.',
  not_finite: 'The value is not a finite number of plausible size; the other points are kept.',
  no_values: 'There is no point in the reading.',
  missing_time: 'The reading needs `measuredAt` and has none.',
  bad_time: 'The time cannot be read, or the clock was never set.',
  bad_seq: '`seq` is no whole number from 0 on; the reading is kept without it.',
  column_lengths: 'A column is not as long as `measuredAt`; the other columns are kept.',
  too_many_readings: 'There are more readings in the message than allowed.',
} as const;

export type DecodeFaultCode = keyof typeof faultMeanings;

export interface DecodeFault {
  readonly code: DecodeFaultCode;
  /** One sentence: what is wrong and what to do. */
  readonly detail: string;
  /** The device that should be told, as the sender named it; null where there is none. */
  readonly deviceId: string | null;
}

/** A short, printable piece of what the sender wrote. */
export function excerpt(text: string): string {
  const short = text.length > excerptCharsMax ? `${text.slice(0, excerptCharsMax)}…` : text;
  return short.replaceAll(/[^\P{C}]/gu, '\u{fffd}');
}

/** A value as the sender wrote it, shortened. */
export function excerptOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return excerpt(typeof value === 'string' ? `"${value}"` : String(value));
}

export const noFaults: readonly DecodeFault[] = [];

/** Collects the faults of one message: equal ones are told once with their number. */
export class FaultList {
  #tallies: Map<string, { readonly fault: DecodeFault; count: number }> | null = null;
  #omitted = 0;

  add(code: DecodeFaultCode, deviceId: string | null, detail: string): void {
    this.#tallies ??= new Map();
    const key = `${code} ${deviceId} ${detail}`;
    const tally = this.#tallies.get(key);
    if (tally !== undefined) tally.count += 1;
    else if (this.#tallies.size === faultsPerMessageMax) this.#omitted += 1;
    else this.#tallies.set(key, { fault: { code, deviceId, detail }, count: 1 });
  }

  isEmpty(): boolean {
    return this.#tallies === null;
  }

  /** What was found, at most `faultsPerMessageMax`; the last says how many more there were. */
  list(): readonly DecodeFault[] {
    if (this.#tallies === null) return noFaults;
    const told = Array.from(this.#tallies.values(), ({ fault, count }) =>
      count === 1 ? fault : { ...fault, detail: `${fault.detail} (${count} times.)` },
    );
    const last = told.at(-1);
    if (this.#omitted === 0 || last === undefined) return told;
    const detail = `${last.detail} (${this.#omitted} further faults are left out.)`;
    return [...told.slice(0, -1), { ...last, detail }];
  }
}
