import { uniformAt } from '../models/noise.ts';

type Damage = (payload: string, place: number) => string;

/** What broken memory, a full buffer or a bug in the firmware make of a payload. */
const damages: readonly Damage[] = [
  (payload, place) => payload.slice(0, place),
  (payload, place) => `${payload.slice(0, place)}\u0007\ufffd${payload.slice(place + 2)}`,
  (payload) => payload.replace(/-?\d+(?:\.\d+)?(?=[,}\]])/, 'NaN'),
  (payload) => payload + payload,
  () => '',
];

/** A damaged payload: the same seed damages in the same way. It is never the payload itself. */
export function damaged(payload: string, seed: number): string {
  const place = Math.floor(uniformAt(seed, 0) * Math.max(0, payload.length - 1));
  const damage = damages[Math.floor(uniformAt(seed, 1) * damages.length)];
  const result = damage?.(payload, place) ?? '';
  return result === payload ? '' : result;
}
