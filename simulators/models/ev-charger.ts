import { clamp } from './clamp.ts';
import {
  type DeviceModel,
  type ModelState,
  meteredKwh,
  type SimulatedDevice,
  stateValue,
} from './device-model.ts';
import { normalAt, uniformAt } from './noise.ts';

/** Above this rating a charger stands at a road and serves strangers all day. */
const publicFromKw = 25;
const sessionsPerDayMax = 8;
/** A vehicle that does not get what it wants leaves after this time. */
const dwellH = { home: 11, public: 1.2 } as const;
/** From this state of charge on the battery takes less and less. */
const taperFromPct = 80;

interface Session {
  /** Grows with every session of the charger. */
  readonly number: number;
  readonly startHour: number;
  readonly packKwh: number;
  readonly arrivalPct: number;
  readonly wantedPct: number;
}

function sessionsOf(device: SimulatedDevice, day: number): Session[] {
  const isPublic = device.ratingKw >= publicFromKw;
  const sessions: Session[] = [];
  const slots = isPublic ? sessionsPerDayMax : 1;
  for (let slot = 0; slot < slots; slot += 1) {
    const number = day * sessionsPerDayMax + slot;
    const draw = (which: number): number => uniformAt(device.seed, number * 8 + which);
    if (draw(0) > 0.55) continue;
    const startHour = isPublic
      ? 6 + 2 * slot + 1.5 * draw(1)
      : clamp(18.6 + 1.3 * normalAt(device.seed, number), 14, 23.5);
    const arrivalPct = 12 + 45 * draw(2);
    sessions.push({
      number,
      startHour,
      packKwh: 18 + 50 * draw(3),
      arrivalPct,
      wantedPct: isPublic ? Math.max(arrivalPct + 10, 70 + 15 * draw(4)) : 100,
    });
  }
  return sessions;
}

interface Visit {
  readonly session: Session;
  readonly hoursSinceStart: number;
}

/** The running session, or the newest that has begun since the last one; null if no vehicle is there. */
function visitAt(
  device: SimulatedDevice,
  state: ModelState,
  local: { readonly day: number; readonly hour: number },
): Visit | null {
  const dwell = device.ratingKw >= publicFromKw ? dwellH.public : dwellH.home;
  const ended = stateValue(state, 'endedSession', -1);
  for (const daysAgo of [0, 1]) {
    const hour = local.hour + 24 * daysAgo;
    const begun = sessionsOf(device, local.day - daysAgo).filter(
      ({ number, startHour }) => number > ended && startHour <= hour && hour < startHour + dwell,
    );
    const [session] = begun;
    if (session !== undefined) return { session, hoursSinceStart: hour - session.startHour };
  }
  return null;
}

export const evChargerModel: DeviceModel = (device, state, around) => {
  const { local, hours } = around;
  const visit = visitAt(device, state, local);
  const total = stateValue(state, 'energyTotalKwh');
  const voltageV = device.nominalV * around.voltagePu;
  if (visit === null) {
    const rest = { energyTotalKwh: total, endedSession: stateValue(state, 'endedSession', -1) };
    return {
      state: rest,
      values: { powerKw: 0, energyTotalKwh: total, sessionEnergyKwh: 0, voltageV },
    };
  }
  const { session } = visit;
  const running = stateValue(state, 'session', -1) === session.number;
  const before = running ? stateValue(state, 'sessionKwh') : 0;
  const socPct = Math.min(100, session.arrivalPct + (100 * before) / session.packKwh);
  const taper = clamp((100 - socPct) / (100 - taperFromPct), 0.12, 1);
  const wantedKwh = ((session.wantedPct - session.arrivalPct) / 100) * session.packKwh;
  const leftKwh = Math.max(0, wantedKwh - before);
  const powerKw = Math.min(device.ratingKw * 0.97 * taper, hours > 0 ? leftKwh / hours : leftKwh);
  const sessionKwh = meteredKwh(before, powerKw, powerKw, hours);
  const energyTotalKwh = meteredKwh(total, powerKw, powerKw, hours);
  const done = sessionKwh >= wantedKwh - 1e-6;
  return {
    state: {
      energyTotalKwh,
      session: session.number,
      sessionKwh,
      endedSession: done ? session.number : stateValue(state, 'endedSession', -1),
    },
    values: {
      powerKw: hours > 0 ? powerKw : 0,
      energyTotalKwh,
      sessionEnergyKwh: sessionKwh,
      vehicleSocPct: Math.min(100, session.arrivalPct + (100 * sessionKwh) / session.packKwh),
      voltageV,
    },
  };
};
