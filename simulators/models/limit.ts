import type { Surroundings } from './device-model.ts';

/** Highest power that an order leaves to a device which only takes limits. */
export function limitKw({ order }: Pick<Surroundings, 'order'>): number {
  return order?.mode === 'limit' ? Math.max(0, order.powerKw) : Number.POSITIVE_INFINITY;
}
