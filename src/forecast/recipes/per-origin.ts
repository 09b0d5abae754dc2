import type { Origin } from '../frame/origins.ts';

/** Numbers that all slots of a horizon share: worked out once for each origin. */
export function perOrigin(
  count: number,
  compute: (origin: Origin, into: Float64Array) => void,
): (origin: Origin) => Float64Array {
  const values = new Float64Array(count);
  let through = Number.NaN;
  return (origin) => {
    if (origin.knownThrough !== through) {
      through = origin.knownThrough;
      values.fill(Number.NaN);
      compute(origin, values);
    }
    return values;
  };
}
