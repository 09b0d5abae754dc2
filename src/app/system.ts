import { destination, pino } from 'pino';
import { instant } from '../domain/instant.ts';
import type { Clock, Log } from '../service/ports.ts';

/** The one clock of the running service. */
export const systemClock: Clock = { now: () => instant(Date.now()) };

/** JSON lines on standard output, as log collectors read them. */
export function systemLog(level: string): Log {
  return pino({ level });
}

/** The same into a file, where the terminal belongs to a person. */
export function fileLog(level: string, file: string): Log {
  return pino({ level }, destination({ dest: file, append: true, sync: true }));
}
