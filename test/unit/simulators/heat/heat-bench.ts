import type { Order } from '../../../../simulators/control/order.ts';
import { localMoment } from '../../../../simulators/models/calendar.ts';
import type {
  ModelState,
  ModelStep,
  SimulatedDevice,
  Surroundings,
} from '../../../../simulators/models/device-model.ts';
import { stepHeatStation } from '../../../../simulators/models/heat/heat-station.ts';
import { hourMs, instant } from '../../../../src/domain/instant.ts';
import { darkness } from '../../../../src/physics/solar/irradiance.ts';

/** What a station of two pumps of 80 kW and a store of 300 kW showed in one step. */
export interface StationMoment {
  readonly hour: number;
  readonly pumps: readonly Readonly<Record<string, number>>[];
  readonly store: Readonly<Record<string, number>>;
}

export interface StationDay {
  readonly stepH: number;
  readonly hours: number;
  readonly tempC: (hour: number) => number;
  /** Of the first pump. */
  readonly order?: (hour: number) => Order | null;
  /** Of the second pump. */
  readonly otherOrder?: (hour: number) => Order | null;
}

function device(id: string, kind: 'heat_pump' | 'heat_store', ratingKw: number): SimulatedDevice {
  const place = { eastM: 0, northM: 0 };
  return { id, kind, nodeId: 'area', ratingKw, place, seed: 7, use: 'household', nominalV: 230 };
}

const first = device('pump-1', 'heat_pump', 80);
const second = device('pump-2', 'heat_pump', 80);
const store = device('store', 'heat_store', 300);

/** Runs the station from midnight; its state goes through JSON after every step, as when saved. */
export function stationMoments(day: StationDay): StationMoment[] {
  let states = new Map<string, ModelState>();
  const moments: StationMoment[] = [];
  for (let step = 0; step <= Math.round(day.hours / day.stepH); step += 1) {
    const hour = step * day.stepH;
    const around = surroundings(hour, step === 0 ? 0 : day.stepH, day.tempC(hour));
    const station = {
      pumps: [first, second],
      stores: [store],
      orderOf: (pump: SimulatedDevice) =>
        (pump === first ? day.order : day.otherOrder)?.(hour) ?? null,
    };
    const steps = stepHeatStation(station, ({ id }) => states.get(id) ?? {}, around);
    states = restored(steps);
    moments.push({
      hour,
      pumps: [first, second].map(({ id }) => steps.get(id)?.values ?? {}),
      store: steps.get(store.id)?.values ?? {},
    });
  }
  return moments;
}

function restored(steps: ReadonlyMap<string, ModelStep>): Map<string, ModelState> {
  const saved = [...steps].map(([id, { state }]) => [id, state]);
  return new Map(JSON.parse(JSON.stringify(saved)));
}

function surroundings(hour: number, hours: number, tempC: number): Surroundings {
  // A station asks the weather for the time and the temperature alone.
  const at = instant(Math.round(hour * hourMs));
  const weather = { at, tempC } as Surroundings['weather'];
  return {
    weather,
    local: localMoment(at, 'UTC'),
    hours,
    skyOver: () => darkness,
    voltagePu: 1,
    frequencyHz: 50,
    nodeNetKw: 0,
    order: null,
    stuck: false,
  };
}

/** Electric energy of both pumps in kWh. */
export function drawnKwh(moments: readonly StationMoment[], stepH: number): number {
  const powers = moments.slice(1).flatMap(({ pumps }) => pumps.map(({ powerKw }) => powerKw ?? 0));
  return powers.reduce((sum, powerKw) => sum + powerKw * stepH, 0);
}

/** Hours that one pump ran, and stood, each time between two changes. */
export function spells(
  moments: readonly StationMoment[],
  pump: number,
  stepH: number,
): { readonly onH: number[]; readonly offH: number[] } {
  const runs = moments.slice(1).map(({ pumps }) => (pumps[pump]?.powerKw ?? 0) > 0);
  const found: { onH: number[]; offH: number[] } = { onH: [], offH: [] };
  let since = 0;
  runs.forEach((isOn, place) => {
    if (place === 0 || isOn === runs[place - 1]) return;
    // The first spell began before the run did.
    if (since > 0) found[isOn ? 'offH' : 'onH'].push((place - since) * stepH);
    since = place;
  });
  return found;
}
