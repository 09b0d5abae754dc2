import {
  blocksBetween,
  blocksTempC,
  layersOf,
  type StoreBlock,
} from '../../../src/physics/heat/store-blocks.ts';

/** Water that the pumps draw from the bottom of the tank in a step and warm. Shares of the tank. */
export interface Charge {
  readonly share: number;
  readonly condenserTempC: number;
}

/** Water that comes back from the pumps' side of the tank when they draw a share of it. */
export function bottomTempC(tempsC: readonly number[], share: number): number {
  return share > 0 ? blocksTempC(blocksBetween(tempsC, 1 - share, 1)) : (tempsC.at(-1) ?? 0);
}

/** The network is given the water of the pumps first, and that of the tank for the rest. */
export function suppliedTempC(
  tempsC: readonly number[],
  { share, condenserTempC }: Charge,
  networkShare: number,
): number {
  if (networkShare <= 0) return tempsC[0] ?? condenserTempC;
  return blocksTempC([
    { share: Math.min(share, networkShare), tempC: condenserTempC },
    ...blocksBetween(tempsC, 0, networkShare - share),
  ]);
}

/** Layers after a step: what the network did not take of the pumps' water lies on top. */
export function tankAfter(
  tempsC: readonly number[],
  { share, condenserTempC }: Charge,
  returned: StoreBlock,
): number[] {
  const surplus = Math.max(0, share - returned.share);
  const fromTop = Math.max(0, returned.share - share);
  return layersOf(
    [
      { share: surplus, tempC: condenserTempC },
      ...blocksBetween(tempsC, fromTop, 1 - share),
      returned,
    ],
    tempsC.length,
  );
}
