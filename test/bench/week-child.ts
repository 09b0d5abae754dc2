/** Fills a store with the week, in a process of its own so that its memory can be looked at. */
import { dayMs, instant } from '../../src/domain/instant.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { answerParent } from './child.ts';
import { days, quarters, readings, startAt } from './week.ts';

const log = { info() {}, warn() {}, error() {} };
const stepsAtOnce = 10;
const quartersAtOnce = 4;
const weekEnd = instant(startAt + days * dayMs);

/** Adds up the time of what it runs; making the data is not in it. */
class Stopwatch {
  ms = 0;

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await task();
    this.ms += performance.now() - began;
    return result;
  }
}

let rssBytesMax = 0;
setInterval(() => {
  rssBytesMax = Math.max(rssBytesMax, process.memoryUsage.rss());
}, 50).unref();

async function fill(folder: string) {
  const store = await openDuckDbStore({ folder, log });
  const writing = new Stopwatch();
  const steps = days * 1_440;
  for (let step = 0; step < steps; step += stepsAtOnce) {
    const batch = readings(step, Math.min(stepsAtOnce, steps - step));
    await writing.run(() => store.write([batch], step + 1, []));
  }
  for (let slot = 0; slot < days * 96; slot += quartersAtOnce) {
    await store.writeSlots('15m', [quarters(slot, quartersAtOnce)], []);
  }
  const compacting = new Stopwatch();
  await compacting.run(() => store.compact(weekEnd));
  const stats = await store.stats();
  await store.close();
  return { ...stats, writingMs: writing.ms, compactingMs: compacting.ms, rssBytesMax };
}

const handlers = { fill };
export type WeekHandlers = typeof handlers;

answerParent(handlers);
