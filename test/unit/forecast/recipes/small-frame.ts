import type { ForecastKind } from '../../../../src/domain/forecast.ts';
import { hourMs } from '../../../../src/domain/instant.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';

/** An hourly frame in UTC from the March equinox of 2024 on; columns are told slot by slot. */
export function smallFrame(given: {
  readonly kind: ForecastKind;
  readonly days: number;
  readonly target: (slot: number) => number;
  readonly foreseen?: Readonly<Record<string, (slot: number) => number>>;
  readonly measured?: Readonly<Record<string, (slot: number) => number>>;
  readonly site?: SeriesFrame['site'];
}): SeriesFrame {
  const count = 24 * given.days;
  const column = (read: (slot: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, slot) => read(slot));
  const columns = (of: Readonly<Record<string, (slot: number) => number>> = {}) =>
    new Map(Object.entries(of).map(([name, read]) => [name, column(read)]));
  return {
    id: 'small',
    kind: given.kind,
    slots: { from: Date.UTC(2024, 2, 20), slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count),
    capacity: 100,
    lowest: -1,
    target: column(given.target),
    measured: columns(given.measured),
    foreseen: columns(given.foreseen),
    site: given.site ?? {},
    specialDays: new Map(),
  };
}
