import { useSignal, useSignalEffect } from '@preact/signals';
import type { DeviceDetail, LatestView, Resolution } from '../../../../../src/contract/http.ts';
import type { Answer } from '../../api/http.ts';
import { readLatest, readReadings } from '../../api/routes.ts';
import { type QueryHandle, useQuery } from '../../api/use-query.ts';
import { type Range, readingsResolution } from '../../curve/range.ts';
import { liveRecordsMax, type Readings, readingsOf } from '../../curve/readings.ts';
import { deviceNow } from '../../state/live.ts';

export interface ReadingsData {
  readonly range: Range;
  readonly resolution: Resolution;
  readonly readings: Readings;
}

async function read(
  device: DeviceDetail,
  range: Range,
  signal: AbortSignal,
): Promise<Answer<ReadingsData>> {
  const resolution = readingsResolution(range, device.reportIntervalS);
  const span = { from: range.from, to: range.to, resolution };
  const answer = await readReadings(device.id, span, signal);
  if (!answer.ok) return answer;
  return { ok: true, value: { range, resolution, readings: readingsOf(answer.value) } };
}

export function useReadings(device: DeviceDetail, range: Range): QueryHandle<ReadingsData> {
  const key = `${device.id} ${range.from} ${range.to}`;
  return useQuery(key, (signal) => read(device, range, signal), { keep: true });
}

/** The newest values of a device: read once, then as the live stream brings them. */
export function useLatest(id: string): { latest: LatestView | null; reload: () => void } {
  const query = useQuery(id, (signal) => readLatest(id, signal));
  const live = deviceNow.value;
  const latest = live?.device === id ? live : query.state.value.value;
  return { latest, reload: query.reload };
}

/** Live readings since the page was opened, oldest first. */
export function useLiveRecords(id: string): readonly LatestView[] {
  const kept = useSignal<readonly LatestView[]>([]);
  useSignalEffect(() => {
    const latest = deviceNow.value;
    if (latest?.device !== id || latest.measuredAt === null) return;
    const last = kept.peek().at(-1)?.measuredAt ?? '';
    if (latest.measuredAt <= last) return;
    kept.value = [...kept.peek().slice(-(liveRecordsMax - 1)), latest];
  });
  return kept.value;
}
