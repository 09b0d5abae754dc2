import { useMemo, useRef } from 'preact/hooks';
import { type Extent, grownExtent, niceScale, type Scale } from '../../curve/scale.ts';

const divisions = 6;
/** Free space above and below the highest and lowest values, as a share of them. */
const headroom = 0.04;

/** A scale that only grows while the same curve, by its key, is shown. */
export function useScale(key: string, wanted: Extent): Scale {
  const held = useRef<{ key: string; extent: Extent | null }>({ key: '', extent: null });
  if (held.current.key !== key) held.current = { key, extent: null };
  const extent = grownExtent(held.current.extent, {
    min: wanted.min * (1 + headroom),
    max: wanted.max * (1 + headroom),
  });
  held.current.extent = extent;
  return useMemo(() => niceScale(extent, { divisions }), [extent.min, extent.max]);
}
