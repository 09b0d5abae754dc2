import { useMemo } from 'preact/hooks';
import { type Coverage, coverageOf } from '../../curve/coverage.ts';
import { slotMsOf } from '../../curve/range.ts';
import { type Hole, holesOf, type Trace, traceOf } from '../../curve/trace.ts';
import { clockNow } from '../../state/clock.ts';
import { nodeNow, samples } from '../../state/live.ts';
import type { CurveData } from './use-curve.ts';

/** A curve with its live end, as it is drawn at one moment. */
export interface Drawn {
  readonly trace: Trace;
  readonly holes: readonly Hole[];
  readonly coverage: Coverage;
  /** The present, where the range holds it. */
  readonly now: number | null;
}

/** A chart is drawn again when its line of the present has moved by about half a pixel, in ms. */
const stepMinMs = 1_000;
const stepMaxMs = 5_000;
const stepsPerRange = 2_000;

/** Shorter gaps are the rhythm of live updates and no missing data, in ms. */
const holeMinMs = 20_000;

export function useDrawn(data: CurveData | null): Drawn | null {
  const spanMs = data === null ? 0 : data.range.to - data.range.from;
  const stepMs = Math.min(stepMaxMs, Math.max(stepMinMs, spanMs / stepsPerRange));
  const moment = Math.floor(clockNow.value / stepMs) * stepMs;
  // Samples come with every second; only those up to the drawn moment count.
  const live = nodeNow.value?.node === data?.nodeId ? samples.value : [];
  const known = live.at(-1)?.at ?? 0;
  return useMemo(() => {
    if (data === null) return null;
    const now = clockNow.peek();
    const trace = traceOf({
      slots: data.slots,
      fineSlots: data.fineSlots,
      readAt: data.readAt,
      samples: live,
      range: data.range,
      slotMs: slotMsOf[data.resolution],
      now,
    });
    const isLive = now >= data.range.from && now < data.range.to;
    const holes = holesOf(trace.pieces, data.range, now).filter(
      (hole) => hole.end - hole.start >= holeMinMs,
    );
    return {
      trace,
      holes,
      coverage: coverageOf(trace.pieces, holes),
      now: isLive ? now : null,
    };
  }, [data, moment, known === 0]);
}
