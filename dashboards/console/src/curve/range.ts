import type { Resolution } from '../../../../src/contract/http.ts';
import { dayMs, hourMs, minuteMs, startOfDay } from '../format/time.ts';

/** The span of time that a page shows, as its address says it. */

export const presets = ['1h', 'today', '2d', '24h', '7d'] as const;
export type Preset = (typeof presets)[number];

/** What is offered where only the past is shown, and where a forecast is. */
export const measuredPresets: readonly Preset[] = ['1h', 'today', '24h', '7d'];
export const forecastPresets: readonly Preset[] = ['2d', '24h', '7d'];

export interface Range {
  readonly preset: Preset | 'custom';
  /** Half-open, UTC epoch ms. */
  readonly from: number;
  readonly to: number;
}

/** Longest custom range; a longer one is cut at its end. */
export const customRangeMaxMs = 366 * dayMs;

/** Longest range of a forecast: quarter hours are answered for no longer one. */
export const forecastRangeMaxMs = 92 * dayMs;

const hourWindowStepMs = 5 * minuteMs;

function ceilTo(at: number, stepMs: number): number {
  return Math.ceil((at + 1) / stepMs) * stepMs;
}

/**
 * The range of a preset at `now`. Windows end on whole steps ahead of `now`, so that a curve grows
 * into free space and the axis moves only once a step.
 */
export function presetRange(preset: Preset, now: number, timeZone: string): Range {
  const today = startOfDay(now, timeZone);
  // Half a day past the end of a day is inside the next one, also when clocks change.
  const tomorrow = startOfDay(startOfDay(today, timeZone) + 36 * hourMs, timeZone);
  switch (preset) {
    case '1h': {
      const to = ceilTo(now, hourWindowStepMs);
      return { preset, from: to - hourMs - hourWindowStepMs, to };
    }
    case 'today':
      return { preset, from: today, to: tomorrow };
    case '2d':
      return { preset, from: today, to: startOfDay(tomorrow + 36 * hourMs, timeZone) };
    case '24h': {
      const to = ceilTo(now, hourMs);
      return { preset, from: to - 25 * hourMs, to };
    }
    case '7d':
      return { preset, from: startOfDay(tomorrow - 7 * dayMs, timeZone), to: tomorrow };
  }
}

function isPreset(text: string | null): text is Preset {
  return presets.some((preset) => preset === text);
}

export interface RangeRequest {
  readonly range: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** The range that an address asks for; one that cannot be read is answered with `fallback`. */
export function rangeOf(
  request: RangeRequest,
  options: { now: number; timeZone: string; fallback: Preset },
): Range {
  if (request.range === 'custom') {
    const from = Date.parse(request.from ?? '');
    const to = Date.parse(request.to ?? '');
    if (from < to) return { preset: 'custom', from, to: Math.min(to, from + customRangeMaxMs) };
  }
  const preset = isPreset(request.range) ? request.range : options.fallback;
  return presetRange(preset, options.now, options.timeZone);
}

/** The range of a forecast: a preset reaches on to the end of tomorrow, a custom one is what it says. */
export function forecastRange(range: Range, now: number, timeZone: string): Range {
  if (range.preset === 'custom') {
    return { ...range, to: Math.min(range.to, range.from + forecastRangeMaxMs) };
  }
  return { ...range, to: presetRange('2d', now, timeZone).to };
}

/** Resolution that a node's curve is asked in. */
export function curveResolution(range: Range): Exclude<Resolution, 'raw'> {
  const lengthMs = range.to - range.from;
  if (lengthMs <= 6 * hourMs) return '1m';
  if (lengthMs <= 8 * dayMs) return '15m';
  if (lengthMs <= 62 * dayMs) return '1h';
  return '1d';
}

/** Most raw rows that a device page asks for; beyond it the page asks for means. */
export const rawRowsMax = 3_000;

/** Resolution that a device's readings are asked in, from how often it reports. */
export function readingsResolution(range: Range, reportIntervalS: number): Resolution {
  const lengthMs = range.to - range.from;
  if (lengthMs / (reportIntervalS * 1_000) <= rawRowsMax) return 'raw';
  if (lengthMs <= 2 * dayMs) return '1m';
  if (lengthMs <= 31 * dayMs) return '15m';
  return '1d';
}

/** Length of a slot in ms; raw readings have none. */
export const slotMsOf: Readonly<Record<Exclude<Resolution, 'raw'>, number>> = {
  '1m': minuteMs,
  '15m': 15 * minuteMs,
  '1h': hourMs,
  '1d': dayMs,
};
