import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { serviceNow } from '../state/clock.ts';
import type { Answer, ApiFault } from './http.ts';

/** What a page knows of an answer: the newest good one stays while a newer is on its way or has failed. */
export interface Query<Value> {
  readonly value: Value | null;
  /** Key that `value` was read for. */
  readonly valueKey: string | null;
  readonly readAt: number | null;
  readonly fault: ApiFault | null;
  readonly pending: boolean;
}

export interface QueryHandle<Value> {
  readonly state: ReadonlySignal<Query<Value>>;
  readonly reload: () => void;
}

type Read<Value> = (signal: AbortSignal) => Promise<Answer<Value>>;

const nothing = { value: null, valueKey: null, readAt: null, fault: null, pending: true } as const;

/**
 * Reads an answer when `key` changes and on `reload`; null reads nothing. A newer request makes an
 * older one's answer void. With `keep` the last value stays in place while another key is read.
 */
export function useQuery<Value>(
  key: string | null,
  read: Read<Value>,
  options: { readonly keep?: boolean } = {},
): QueryHandle<Value> {
  const state = useSignal<Query<Value>>(nothing);
  const running = useRef<AbortController | null>(null);
  const latestRead = useRef(read);
  latestRead.current = read;

  const load = useCallback(async (): Promise<void> => {
    running.current?.abort();
    if (key === null) return;
    const control = new AbortController();
    running.current = control;
    const held = state.peek();
    state.value =
      options.keep === true || held.valueKey === key ? { ...held, pending: true } : nothing;
    const answer = await latestRead.current(control.signal);
    if (control.signal.aborted) return;
    state.value = answer.ok
      ? { value: answer.value, valueKey: key, readAt: serviceNow(), fault: null, pending: false }
      : { ...state.peek(), fault: answer.fault, pending: false };
  }, [key]);

  useEffect(() => {
    void load();
    return () => running.current?.abort();
  }, [load]);

  const reload = useCallback(() => void load(), [load]);
  return { state: useComputed(() => state.value), reload };
}

/** Calls `act` every `intervalMs` while the page is on screen and visible. */
export function useEvery(intervalMs: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') latest.current();
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
}
