import { settled } from './store-blocks.ts';

/** A tank of water in layers of one size; layer 0 is at the top. */
export interface StratifiedStore {
  readonly volumeM3: number;
  /** Loss to the surroundings for the whole tank, in kW/K. */
  readonly lossKwPerK: number;
  /** Between neighbouring layers, by conduction and slow mixing; in kW/K. */
  readonly mixingKwPerK: number;
}

export interface StratifiedStep {
  readonly tempsC: readonly number[];
  /** Water that left: from the bottom when charged, from the top when discharged. */
  readonly outletTempC: number;
  readonly lossKwh: number;
}

/** Heat capacity of water around 40 °C, in kWh/(m³ K): 4.18 kJ/(kg K) at 992 kg/m³. */
export const waterKwhPerM3K = (4.18 * 992) / 3_600;

/**
 * One step of a stratified store. Charging (`flowM3PerH` > 0) puts water of `inletTempC` in at the
 * top, discharging puts it in at the bottom, and as much leaves at the other end. Multi-node model
 * (Duffie & Beckman 2013, section 8.4) with implicit upwind flow: stable for any step, somewhat more
 * mixed in long ones. Layers that came to lie under colder water mix. Energy closes exactly:
 * content after = content before + flow × capacity × (inlet − outlet) × hours − loss.
 *
 * @example
 * const tank = { volumeM3: 10, lossKwPerK: 0.02, mixingKwPerK: 0.01 };
 * stepStratifiedStore(tank, [50, 40], { flowM3PerH: 1, inletTempC: 60, roomTempC: 15 }, 1).tempsC
 * // [51.6, 41.9]
 */
export function stepStratifiedStore(
  store: StratifiedStore,
  tempsC: readonly number[],
  around: {
    readonly flowM3PerH: number;
    readonly inletTempC: number;
    readonly roomTempC: number;
  },
  hours: number,
): StratifiedStep {
  const layers = tempsC.length;
  const capacity = (store.volumeM3 * waterKwhPerM3K) / layers;
  const flow = Math.abs(around.flowM3PerH) * waterKwhPerM3K * hours;
  const isCharging = around.flowM3PerH >= 0;
  const mixing = store.mixingKwPerK * hours;
  const loss = (store.lossKwPerK * hours) / layers;
  const inletLayer = isCharging ? 0 : layers - 1;
  const above = mixing + (isCharging ? flow : 0);
  const below = mixing + (isCharging ? 0 : flow);
  const rows = tempsC.map((tempC, layer) => ({
    above: layer === 0 ? 0 : above,
    below: layer === layers - 1 ? 0 : below,
    own: capacity + loss + flow + (layer === 0 ? 0 : mixing) + (layer === layers - 1 ? 0 : mixing),
    right:
      capacity * tempC +
      loss * around.roomTempC +
      (layer === inletLayer ? flow * around.inletTempC : 0),
  }));
  const next = solveNeighbours(rows);
  const lossKwh = next.reduce((sum, tempC) => sum + loss * (tempC - around.roomTempC), 0);
  const outletTempC = next.at(isCharging ? -1 : 0) ?? around.inletTempC;
  return { tempsC: settled(next), outletTempC, lossKwh };
}

/** Heat in kWh above a temperature. */
export function storedHeatKwh(
  store: StratifiedStore,
  tempsC: readonly number[],
  aboveTempC: number,
): number {
  const meanC = tempsC.reduce((sum, tempC) => sum + tempC, 0) / tempsC.length;
  return store.volumeM3 * waterKwhPerM3K * (meanC - aboveTempC);
}

interface Row {
  readonly above: number;
  readonly own: number;
  readonly below: number;
  readonly right: number;
}

/** Solves `own xₙ − above xₙ₋₁ − below xₙ₊₁ = right` from top to bottom and back (Thomas). */
function solveNeighbours(rows: readonly Row[]): number[] {
  const passed: { ratio: number; value: number }[] = [];
  for (const row of rows) {
    const last = passed.at(-1) ?? { ratio: 0, value: 0 };
    const pivot = row.own - row.above * last.ratio;
    passed.push({
      ratio: row.below / pivot,
      value: (row.right + row.above * last.value) / pivot,
    });
  }
  let under = 0;
  return passed
    .toReversed()
    .map(({ ratio, value }) => {
      under = value + ratio * under;
      return under;
    })
    .toReversed();
}
