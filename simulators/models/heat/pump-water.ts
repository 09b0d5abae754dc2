import { heatPumpCopRatio } from '../../../src/physics/heat/cop.ts';
import { storedHeatKwh } from '../../../src/physics/heat/stratified-store.ts';
import { follow } from '../device-model.ts';
import { type PumpNow, stagedPowersKw } from './pump-staging.ts';
import {
  type StationSizes,
  tankFlowKgPerS,
  tankShare,
  tankSpanK,
  waterKjPerKgK,
} from './station-sizes.ts';
import type { StationState } from './station-state.ts';
import { bottomTempC, type Charge } from './tank.ts';
import { sourceTempC } from './wells.ts';

/** What one pump does in a step. */
export interface PumpFlow {
  /** Mean electric power, and at the end of the step. */
  readonly meanKw: number;
  readonly powerKw: number;
  readonly heatKw: number;
  readonly runH: number;
}

/** What the station wants of its pumps. */
export interface PumpWish {
  /** Of the heating curve. */
  readonly setTempC: number;
  readonly isHeating: boolean;
  readonly hour: number;
}

export interface PumpsAtWork extends Charge {
  readonly pumps: readonly PumpFlow[];
  readonly drawWPerM: number;
  readonly returnTempC: number;
  readonly sourceTempC: number;
}

/** A tank that is not as full as wanted is filled in about so many hours. */
const fillH = 3;
/** Share of Carnot at full load, and how much better a machine is with little to do (assumption). */
const qualityRatio = 0.44;
const partLoadGainRatio = 0.06;
const condenserSpreadK = 5;
/** Above the supply of the heating curve, for what the pipes lose. */
const surplusK = 2;
/** A pump is switched off when the water that comes back to it is this warm, whatever its order. */
const returnTempCMax = 54;
/** A compressor speeds up slowly; it slows down at once. */
const speedUpH = 1 / 60;

/** How full the tank should be: charged with the sun of noon, empty after the evening. */
function wantedFill(hour: number): number {
  if (hour >= 10.5 && hour < 15.5) return 0.95;
  return hour >= 17 && hour < 22 ? 0.15 : 0.4;
}

/** The pumps warm water from the bottom of the tank. */
export function pumpWater(
  sizes: StationSizes,
  state: StationState,
  pumps: readonly PumpNow[],
  wish: PumpWish,
  hours: number,
): PumpsAtWork {
  const coolestTempC = bottomTempC(state.tankTempsC, 0);
  const warmingK = Math.max(condenserSpreadK, wish.setTempC + surplusK - coolestTempC);
  const lastDrawW = state.groundDrawsW[0] ?? 0;
  const ratingKw = pumps.reduce((sum, pump) => sum + pump.ratingKw, 0);
  const loadRatio = pumps.reduce((sum, pump) => sum + pump.powerKw, 0) / Math.max(ratingKw, 1e-9);
  const copRatio = heatPumpCopRatio({
    qualityRatio: qualityRatio + partLoadGainRatio * (1 - loadRatio),
    sourceTempC: sourceTempC(state.groundDrawsW, lastDrawW),
    supplyTempC: coolestTempC + warmingK,
  });
  const isTooWarm = coolestTempC >= returnTempCMax;
  const wantedKw = wish.isHeating ? wantedHeatKw(sizes, state, wish) / copRatio : 0;
  const powersKw = isTooWarm ? pumps.map(() => 0) : stagedPowersKw(pumps, wantedKw);
  const most = tankFlowKgPerS(sizes, hours) * waterKjPerKgK * warmingK;
  const flows = pumps.map((pump, place) =>
    pumpFlow(pump, { targetKw: Math.min(powersKw[place] ?? 0, most / copRatio), copRatio }, hours),
  );
  const heatKw = flows.reduce((sum, flow) => sum + flow.heatKw, 0);
  const drawnKw = heatKw - flows.reduce((sum, flow) => sum + flow.meanKw, 0);
  const share = tankShare(sizes, heatKw / (waterKjPerKgK * warmingK), hours);
  const returnTempC = bottomTempC(state.tankTempsC, share);
  const drawWPerM = (1_000 * drawnKw) / sizes.boreholeM;
  return {
    share,
    pumps: flows,
    drawWPerM,
    condenserTempC: returnTempC + (heatKw > 0 ? warmingK : 0),
    returnTempC,
    sourceTempC: sourceTempC(state.groundDrawsW, drawWPerM),
  };
}

/** What the network takes of late, and what the tank lacks or has too much. */
function wantedHeatKw(
  { tank, tankKwh }: StationSizes,
  { tankTempsC, demandKw }: StationState,
  { setTempC, hour }: PumpWish,
): number {
  const emptyTempC = setTempC - tankSpanK / 2;
  const shortKwh = wantedFill(hour) * tankKwh - storedHeatKwh(tank, tankTempsC, emptyTempC);
  return Math.max(0, demandKw + shortKwh / fillH);
}

function pumpFlow(
  pump: PumpNow,
  { targetKw, copRatio }: { readonly targetKw: number; readonly copRatio: number },
  hours: number,
): PumpFlow {
  const isTold = pump.order?.mode === 'target';
  const rises = targetKw > pump.powerKw && !isTold;
  const powerKw = rises ? follow(pump.powerKw, targetKw, hours, speedUpH) : targetKw;
  const lag = hours > 0 ? (speedUpH / hours) * (1 - Math.exp(-hours / speedUpH)) : 1;
  const meanKw = rises ? targetKw + (pump.powerKw - targetKw) * lag : targetKw;
  const runs = targetKw > 0;
  const since = pump.runH > 0 === runs ? Math.abs(pump.runH) : 0;
  return { meanKw, powerKw, heatKw: meanKw * copRatio, runH: (runs ? 1 : -1) * (since + hours) };
}
