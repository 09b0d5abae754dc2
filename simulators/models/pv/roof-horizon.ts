import type { Horizon } from '../../../src/physics/solar/horizon.ts';
import { uniformAt } from '../noise.ts';

const sectors = 24;
const sectorDeg = 360 / sectors;
/** Villages of the plain stand low and close; poplars line roads and yards. */
const villageDeg = 7;
const treeShare = 0.35;

/**
 * What stands around a roof (assumptions): neighbours and far trees up to 7° all round, and at every
 * third roof one poplar or gable that rises to 16–34° over a tenth of the horizon, east, south or west.
 */
export function roofHorizon(seed: number): Horizon {
  const horizon = Array.from(
    { length: sectors },
    (_, sector) => villageDeg * uniformAt(seed, 100 + sector) ** 2,
  );
  if (uniformAt(seed, 90) >= treeShare) return horizon;
  const towardsDeg = 80 + 200 * uniformAt(seed, 91);
  const heightDeg = 16 + 18 * uniformAt(seed, 92);
  const halfWidthDeg = 12 + 12 * uniformAt(seed, 93);
  return horizon.map((lowDeg, sector) => {
    const asideDeg = Math.abs(sector * sectorDeg - towardsDeg);
    return Math.max(lowDeg, heightDeg * (1 - asideDeg / (2 * halfWidthDeg)));
  });
}
