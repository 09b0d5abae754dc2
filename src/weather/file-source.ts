import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Instant, instant } from '../domain/instant.ts';
import { fail } from '../domain/outcome.ts';
import type { WeatherSource } from '../service/forecast-ports.ts';
import { readOpenMeteo } from './open-meteo-answer.ts';

const fileBytesMax = 16 * 1_048_576;

/**
 * Weather forecasts that another program leaves in a file, JSON in the shape of Open-Meteo. A file
 * that does not say when its model ran (`issued_at`) counts as issued when it was last written.
 */
export function weatherFileSource({ id, file }: { id: string; file: string }): WeatherSource {
  const name = basename(file);
  const faulty = (retryable: boolean, what: string) =>
    fail({ retryable, detail: `The weather file ${name} ${what}` });
  return {
    id,
    fetch: async (now: Instant) => {
      let text: string;
      let writtenAt: Instant;
      try {
        const { mtimeMs, size } = await stat(file);
        if (size > fileBytesMax) return faulty(false, 'is larger than 16 MB.');
        writtenAt = instant(Math.min(Math.floor(mtimeMs), now));
        text = await readFile(file, 'utf8');
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        return faulty(true, `cannot be read (${code}).`);
      }
      const run = readOpenMeteo(parsed(text), { sourceId: id, receivedAt: writtenAt });
      if (!run.ok) return faulty(false, `cannot be used: ${run.fault}`);
      return { ok: true, value: { ...run.value, receivedAt: now } };
    },
  };
}

/** Null for what is no JSON: it is told like any other wrong content. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
