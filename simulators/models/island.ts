/** An area without the grid: how its own plants keep it in balance. */
import type { Order } from '../control/order.ts';
import { runRatioMin } from './biogas.ts';
import type { SimulatedDevice } from './device-model.ts';

/** What an island consists of, as far as it can be told to give more or less. */
export interface IslandPlants {
  /** Holds voltage and frequency, and gives what is missing. */
  readonly former: SimulatedDevice;
  readonly otherBatteries: readonly SimulatedDevice[];
  /** Roofs and turbines: they can only give less. */
  readonly sunAndWind: readonly SimulatedDevice[];
  readonly otherEngines: readonly SimulatedDevice[];
}

/** The step of an island in progress. */
export interface IslandBench {
  /** What a plant feeds as it stands now. */
  fedKw(plant: SimulatedDevice): number;
  /** Steps a plant anew under an order, and gives what it then feeds. */
  tell(plant: SimulatedDevice, order: Order): number;
  /** What the former must feed besides what it does; null if the wires cannot carry that. */
  missingKw(): number | null;
}

/** Rounds in which plants give less; the losses of the wires change with each, by ever less. */
const roundsMax = 20;
/** What may be left over: solving a power flow is no more exact. */
const toleranceKw = 1e-6;

/**
 * Frequency of an island: 50 Hz, less 0.5 Hz where its former gives its rating and more by as much
 * where it takes it (a droop of 1 %; assumption). A former that can take no more raises it past
 * 51 Hz, from where on inverters give linearly less, and nothing at 52 Hz: the settings with which
 * SMA builds islands (Sunny Island 5048, technical description, frequency shift power control).
 */
const frequency = { nominalHz: 50, droopHz: 0.5, curtailFromHz: 51, curtailedAtHz: 52 } as const;

/**
 * Balances an island and gives its frequency in Hz; null if it collapses. The former gives or takes
 * what the others leave; where it cannot, the other batteries do, then roofs and turbines give less,
 * all by the same share, then engines stop. Nobody sheds load: an island that lacks power is lost,
 * and so is one with a surplus that nobody can stop.
 */
export function balanceIsland(plants: IslandPlants, bench: IslandBench): number | null {
  const { former, sunAndWind } = plants;
  const openKw = sumKw(sunAndWind, bench);
  for (let round = 1; round <= roundsMax; round += 1) {
    const missingKw = bench.missingKw();
    if (missingKw === null) return null;
    if (Math.abs(missingKw) <= toleranceKw) {
      const curtailedRatio = openKw > 0 ? 1 - sumKw(sunAndWind, bench) / openKw : 0;
      return frequencyHz(bench.fedKw(former) / former.ratingKw, curtailedRatio);
    }
    const wantedKw = bench.fedKw(former) + missingKw;
    const surplusKw = bench.tell(former, target(Math.max(leastKw(former), wantedKw))) - wantedKw;
    if (Math.abs(surplusKw) > toleranceKw && !isTakenOver(surplusKw, plants, bench)) return null;
  }
  return null;
}

function target(powerKw: number): Order {
  return { mode: 'target', powerKw };
}

function frequencyHz(formerRatio: number, curtailedRatio: number): number {
  const { nominalHz, droopHz, curtailFromHz, curtailedAtHz } = frequency;
  if (curtailedRatio <= 0) return nominalHz - droopHz * formerRatio;
  return curtailFromHz + (curtailedAtHz - curtailFromHz) * curtailedRatio;
}

/** An engine that leads an island must not run below its least power; cells take any. */
function leastKw({ kind, ratingKw }: SimulatedDevice): number {
  return kind === 'biogas' ? runRatioMin * ratingKw : Number.NEGATIVE_INFINITY;
}

function sumKw(plants: readonly SimulatedDevice[], bench: IslandBench): number {
  return plants.reduce((sum, plant) => sum + Math.max(0, bench.fedKw(plant)), 0);
}

/** What the former gives too much, or with a minus too little, others take over; false if none can. */
function isTakenOver(surplusKw: number, plants: IslandPlants, bench: IslandBench): boolean {
  let leftKw = surplusKw;
  const tell = (plant: SimulatedDevice, order: Order): void => {
    const beforeKw = bench.fedKw(plant);
    leftKw -= beforeKw - bench.tell(plant, order);
  };
  for (const battery of plants.otherBatteries) tell(battery, target(bench.fedKw(battery) - leftKw));
  const sunKw = sumKw(plants.sunAndWind, bench);
  const keptRatio = sunKw > 0 ? Math.max(0, 1 - Math.max(0, leftKw) / sunKw) : 1;
  if (keptRatio < 1) {
    for (const plant of plants.sunAndWind) {
      const fedKw = bench.fedKw(plant);
      if (fedKw > 0) tell(plant, { mode: 'limit', powerKw: keptRatio * fedKw });
    }
  }
  for (const engine of plants.otherEngines) if (leftKw > toleranceKw) tell(engine, target(0));
  return Math.abs(leftKw - surplusKw) > toleranceKw / 2;
}
