import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Resolution } from '../../../../../src/contract/http.ts';
import type { Answer } from '../../api/http.ts';
import { readCurve } from '../../api/routes.ts';
import { type QueryHandle, useQuery } from '../../api/use-query.ts';
import { curveResolution, type Range, slotMsOf } from '../../curve/range.ts';
import { type Slot, slotsOf } from '../../curve/slots.ts';
import { minuteMs } from '../../format/time.ts';
import { clockNow, serviceNow } from '../../state/clock.ts';
import { gaps } from '../../state/live.ts';

/** A curve as it was read, with the range that it was read for. */
export interface CurveData {
  readonly nodeId: string;
  readonly range: Range;
  readonly resolution: Exclude<Resolution, 'raw'>;
  readonly slots: readonly Slot[];
  readonly fineSlots: readonly Slot[];
  readonly readAt: number;
}

/** The service rolls a slot up a little after its end; the curve is read again this long after. */
const afterSlotMs = 8_000;
/** A curve that includes the present is read again this often. */
const rereadMs = minuteMs;

/** Minutes of the running slot; without them the slot's own row is drawn, so a failure is no fault. */
async function readFine(
  nodeId: string,
  options: { range: Range; slotMs: number; now: number; signal: AbortSignal },
): Promise<Slot[]> {
  const { range, slotMs, now, signal } = options;
  const from = Math.floor(now / slotMs) * slotMs;
  if (slotMs !== slotMsOf['15m'] || now < range.from || now >= range.to || now <= from) return [];
  const answer = await readCurve(nodeId, { from, to: now, resolution: '1m' }, signal);
  return answer.ok ? slotsOf(answer.value, '1m') : [];
}

async function read(nodeId: string, range: Range, signal: AbortSignal): Promise<Answer<CurveData>> {
  const now = serviceNow();
  const resolution = curveResolution(range) as Exclude<Resolution, 'raw'>;
  const slotMs = slotMsOf[resolution];
  const [answer, fineSlots] = await Promise.all([
    readCurve(nodeId, { from: range.from, to: range.to, resolution }, signal),
    readFine(nodeId, { range, slotMs, now, signal }),
  ]);
  if (!answer.ok) return answer;
  const slots = slotsOf(answer.value, resolution);
  return { ok: true, value: { nodeId, range, resolution, slots, fineSlots, readAt: now } };
}

/** The curve of a node over a range, read again as slots close and after a gap in the live stream. */
export function useCurve(nodeId: string, range: Range): QueryHandle<CurveData> {
  const key = `${nodeId} ${range.from} ${range.to}`;
  const query = useQuery(key, (signal) => read(nodeId, range, signal), { keep: true });
  const beat = useRef('');
  useSignalEffect(() => {
    const now = clockNow.value;
    const isRunning = now >= range.from && now < range.to + rereadMs;
    const next = `${gaps.value} ${isRunning ? Math.floor((now - afterSlotMs) / rereadMs) : ''}`;
    const isFirst = beat.current === '';
    if (next === beat.current) return;
    beat.current = next;
    if (!isFirst) query.reload();
  });
  return query;
}
