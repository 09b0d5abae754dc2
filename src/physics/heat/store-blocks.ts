/** Water of one temperature that fills a share (0–1) of a tank. */
export interface StoreBlock {
  readonly share: number;
  readonly tempC: number;
}

/** The water between two heights of a tank, 0 at its top and 1 at its bottom, from top to bottom. */
export function blocksBetween(tempsC: readonly number[], from: number, to: number): StoreBlock[] {
  const size = 1 / tempsC.length;
  return tempsC
    .map((tempC, layer) => ({
      share: Math.min(to, (layer + 1) * size) - Math.max(from, layer * size),
      tempC,
    }))
    .filter(({ share }) => share > 0);
}

/** Mean temperature of blocks; not a number where there are none. */
export function blocksTempC(blocks: readonly StoreBlock[]): number {
  const share = blocks.reduce((sum, block) => sum + block.share, 0);
  return blocks.reduce((sum, block) => sum + block.share * block.tempC, 0) / share;
}

/**
 * Layers of a tank that blocks fill from top to bottom, together all of it: each layer takes the
 * mean of what is in it, and what came to lie under colder water rises. For water that is put in and
 * drawn as a block: take out what is drawn, put in what comes, and layer the rest anew.
 *
 * @example layersOf([{ share: 0.75, tempC: 60 }, { share: 0.25, tempC: 40 }], 2) // [60, 50]
 */
export function layersOf(blocks: readonly StoreBlock[], layers: number): number[] {
  const heat = Array.from({ length: layers }, () => 0);
  let top = 0;
  for (const { share, tempC } of blocks) {
    const bottom = top + share * layers;
    for (let layer = Math.floor(top); layer < Math.min(bottom, layers); layer += 1) {
      const overlap = Math.min(bottom, layer + 1) - Math.max(top, layer);
      heat[layer] = (heat[layer] ?? 0) + overlap * tempC;
    }
    top = bottom;
  }
  return settled(heat);
}

/** Warm water rises: neighbours in the wrong order mix until no layer lies under a colder one. */
export function settled(tempsC: readonly number[]): number[] {
  const pools: { layers: number; tempC: number }[] = [];
  for (const tempC of tempsC) {
    let pool = { layers: 1, tempC };
    for (
      let over = pools.at(-1);
      over !== undefined && over.tempC < pool.tempC;
      over = pools.at(-1)
    ) {
      pools.pop();
      const layers = over.layers + pool.layers;
      pool = {
        layers,
        tempC: (over.layers * over.tempC + pool.layers * pool.tempC) / layers,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ layers, tempC }) => Array.from({ length: layers }, () => tempC));
}
