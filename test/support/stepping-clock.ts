// Loaded before the service (`node --import`): its parent may set the clock of the process, as an
// administrator or NTP sets that of a machine. What counts time without a calendar is not touched.
import { isMainThread } from 'node:worker_threads';

const RealDate = Date;
let stepMs = 0;

class SteppedDate extends RealDate {
  constructor(...given: readonly []) {
    if (given.length === 0) super(RealDate.now() + stepMs);
    else super(...given);
  }

  static override now(): number {
    return RealDate.now() + stepMs;
  }
}

if (isMainThread) {
  globalThis.Date = SteppedDate as DateConstructor;
  process.on('message', (order: { readonly stepMs: number }) => {
    stepMs = order.stepMs;
  });
  // An orderly stop does not wait for a parent that has nothing more to say.
  process.channel?.unref();
}
