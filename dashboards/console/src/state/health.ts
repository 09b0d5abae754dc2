import { signal } from '@preact/signals';
import type { Readiness } from '../../../../src/contract/http-health.ts';
import { readHealth } from '../api/routes.ts';

/** What works in the service and what does not, as it said last; null until it has. */
export const health = signal<Readiness | null>(null);

export const healthRefreshMs = 10_000;

/** A service that does not answer is told by the connection beside the clock, not here. */
export async function loadHealth(): Promise<void> {
  const answer = await readHealth();
  if (answer.ok) health.value = answer.value;
}
