import { presentSession, type Session } from './charging/session.ts';
import { clamp } from './clamp.ts';
import {
  type DeviceModel,
  type ModelState,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';
import { limitKw } from './limit.ts';

/** From this state of charge on the battery takes less and less. */
const taperFromPct = 80;
const taperRatioMin = 0.12;
/** Losses of the charger: it never shows quite its rating. */
const fullRatio = 0.97;
/** A vehicle does not charge below 6 A of its 32 A (IEC 61851-1); it pauses instead. */
const pauseBelowRatio = 6 / 32;

/** What the vehicle, the charger, and the order leave; a pause where that is too little to charge. */
function chargingKw(device: SimulatedDevice, around: Surroundings, socPct: number): number {
  const taper = clamp((100 - socPct) / (100 - taperFromPct), taperRatioMin, 1);
  const takenKw = device.ratingKw * fullRatio * taper;
  const leftKw = limitKw(around);
  return leftKw < pauseBelowRatio * device.ratingKw ? 0 : Math.min(takenKw, leftKw);
}

interface Charged {
  readonly powerKw: number;
  readonly sessionKwh: number;
  readonly isDone: boolean;
}

function charge(
  device: SimulatedDevice,
  state: ModelState,
  visit: { readonly session: Session; readonly around: Surroundings },
): Charged {
  const { session, around } = visit;
  const { hours } = around;
  const isRunning = stateValue(state, 'session', -1) === session.number;
  const before = isRunning ? stateValue(state, 'sessionKwh') : 0;
  const socPct = Math.min(100, session.arrivalPct + (100 * before) / session.packKwh);
  const wantedKwh = ((session.wantedPct - session.arrivalPct) / 100) * session.packKwh;
  const leftKwh = Math.max(0, wantedKwh - before);
  const hangs = around.stuck && isRunning;
  const ableKw = hangs ? stateValue(state, 'powerKw') : chargingKw(device, around, socPct);
  const powerKw = hours > 0 ? Math.min(ableKw, leftKwh / hours) : 0;
  const sessionKwh = before + powerKw * hours;
  return { powerKw, sessionKwh, isDone: sessionKwh >= wantedKwh - 1e-6 };
}

/**
 * A charger at home or at a road. Vehicles come by the habits of the day, take what they want with
 * a taper near full, and leave when they have it or must go; a limit makes them wait.
 */
export const evChargerModel: DeviceModel = (device, state, around) => {
  const total = stateValue(state, 'energyTotalKwh');
  const endedSession = stateValue(state, 'endedSession', -1);
  const voltageV = device.nominalV * around.voltagePu;
  const session = presentSession(device, around.local, endedSession);
  if (session === null) {
    return {
      state: { energyTotalKwh: total, endedSession },
      values: { powerKw: 0, energyTotalKwh: total, sessionEnergyKwh: 0, voltageV },
    };
  }
  const { powerKw, sessionKwh, isDone } = charge(device, state, { session, around });
  const energyTotalKwh = meteredKwh(total, powerKw, powerKw, around.hours);
  return {
    state: {
      energyTotalKwh,
      session: session.number,
      sessionKwh,
      powerKw,
      endedSession: isDone ? session.number : endedSession,
    },
    values: {
      powerKw,
      energyTotalKwh,
      sessionEnergyKwh: sessionKwh,
      vehicleSocPct: Math.min(100, session.arrivalPct + (100 * sessionKwh) / session.packKwh),
      voltageV,
    },
  };
};
