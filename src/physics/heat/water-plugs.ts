/** Water of one temperature in a pipe. */
export interface Plug {
  readonly massKg: number;
  readonly tempC: number;
}

/** Of water around 40 °C. */
export const waterKjPerKgK = 4.18;
/** More plugs than this are joined, the lightest neighbours first. */
export const plugsMax = 12;

/** Heat of the water above a temperature, in kWh. */
export function plugsHeatKwh(plugs: readonly Plug[], aboveTempC: number): number {
  return plugs.reduce((sum, { massKg, tempC }) => sum + heatKwh(massKg, tempC - aboveTempC), 0);
}

/** Mean temperature of plugs by their mass; not a number where there are none. */
export function meanTempC(plugs: readonly Plug[]): number {
  const massKg = plugs.reduce((sum, plug) => sum + plug.massKg, 0);
  return plugs.reduce((sum, plug) => sum + plug.massKg * plug.tempC, 0) / massKg;
}

/** Neighbours mixed until no more than `plugsMax` are left; keeps mass and heat. */
export function joinedPlugs(plugs: readonly Plug[]): Plug[] {
  const kept = [...plugs];
  while (kept.length > plugsMax) {
    let lightest = 0;
    for (let place = 1; place < kept.length - 1; place += 1) {
      if (pairKg(kept, place) < pairKg(kept, lightest)) lightest = place;
    }
    const pair = kept.slice(lightest, lightest + 2);
    kept.splice(lightest, 2, { massKg: pairKg(kept, lightest), tempC: meanTempC(pair) });
  }
  return kept;
}

function pairKg(plugs: readonly Plug[], place: number): number {
  return (plugs[place]?.massKg ?? 0) + (plugs[place + 1]?.massKg ?? 0);
}

function heatKwh(massKg: number, differenceK: number): number {
  return (massKg * waterKjPerKgK * differenceK) / 3_600;
}
