import { localEpochMsOf } from '../../contract/measured-at.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { CallFault, type OptionValues, textOf } from './command.ts';

/** A time of the county, or null where it was left out. */
export function timeOf(options: OptionValues, name: string, timeZone: string): Instant | null {
  const text = textOf(options, name);
  if (text === null) return null;
  const iso = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(' ', 'T');
  const at = localEpochMsOf(iso, timeZone);
  if (Number.isFinite(at)) return instant(at);
  throw new CallFault(`--${name} ${text}: write YYYY-MM-DD or YYYY-MM-DD HH:MM, in ${timeZone}`);
}
