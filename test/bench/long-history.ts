import { specialDaysOfChina } from '../../src/app/calendar-of-china.ts';
import { hourMs, instant, quarterMs } from '../../src/domain/instant.ts';
import type { SeriesFrame } from '../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../src/forecast/learn/random.ts';

/** As long as a series is learned from. */
export const historyDays = 400;

/** Demand of a village in quarter hours: a day's wave, heat above 24 °C, and chance, with the temperature foreseen. */
export function longHistory(): SeriesFrame {
  const count = historyDays * 96;
  const slots = { from: instant(Date.UTC(2025, 4, 15, 16)), slotMs: quarterMs, count };
  const random = seededRandom(1);
  const tempC = Float64Array.from({ length: count }, (_, slot) => {
    const [day, hour] = [slot / 96, (slot % 96) / 4];
    const season = 15 - 13 * Math.cos(((day + 120) * 2 * Math.PI) / 365);
    return season + 5 * Math.sin(((hour - 9) * Math.PI) / 12) + 3 * Math.sin(day / 3);
  });
  const target = tempC.map((celsius, slot) => {
    const wave = 1 + 0.5 * Math.sin((((slot % 96) / 4 - 13) * Math.PI) / 12);
    return 60 * wave * (1 + 0.05 * Math.max(0, celsius - 24)) + 12 * random();
  });
  return {
    ...{ id: 'zhao/load/', kind: 'load', slots, capacity: 400, lowest: 0, target },
    localOffsetsMs: new Int32Array(count).fill(8 * hourMs),
    measured: new Map(),
    foreseen: new Map([['tempC', tempC]]),
    specialDays: specialDaysOfChina(2025, 2026),
    site: { latDeg: 34.82, lonDeg: 114.82 },
  };
}
