import { type Instant, instant, secondMs } from '../src/domain/instant.ts';
import type { GeoPosition } from '../src/physics/solar/sun.ts';
import { FaultLayer } from './faults/fault-layer.ts';
import type { FaultScript } from './faults/script.ts';
import { commandedCounty } from './field/commanded-county.ts';
import { ControlDesk } from './field/control-desk.ts';
import { restoredBesides, type SavedFieldState } from './field/field-state.ts';
import { type FieldStats, statsOf } from './field/field-stats.ts';
import { Pace, type Progress } from './field/pace.ts';
import { PastDelivery } from './field/past-delivery.ts';
import { Reporting } from './field/reporting.ts';
import { runPast } from './field/run-past.ts';
import { openSpeakers } from './field/speakers.ts';
import { type FieldLog, troubleLog } from './field/trouble-log.ts';
import type { DeviceAgent } from './link/device-agent.ts';
import type { CountyStep, SimulatedCounty } from './models/county.ts';
import { type CountyState, restoredState, savedState } from './models/county-state.ts';
import type { FieldDevice } from './models/fleet.ts';
import type { FieldNode } from './network/field-node.ts';
import { eventfulCounty } from './scenarios/eventful-county.ts';
import { timedScenarios } from './scenarios/timed-scenario.ts';
import type { WeatherSource } from './weather/county-weather.ts';

export type { FieldStats } from './field/field-stats.ts';
export type { FieldLog } from './field/trouble-log.ts';

/** The shell's timers; the field stops them when it stops. */
export interface FieldTicks {
  every(intervalMs: number, name: string, task: () => void | Promise<void>): void;
  delay(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export interface FieldOptions {
  /** Broker, as `mqtt://host:port`. */
  readonly url: string;
  readonly devices: readonly FieldDevice[];
  /** The county's tree, parents before children. */
  readonly nodes: readonly FieldNode[];
  readonly credentials: (deviceId: string) => {
    readonly username: string;
    readonly password: string;
  };
  readonly site: GeoPosition;
  readonly timeZone: string;
  readonly seed: number;
  /** Made up for the site and the seed if left out. */
  readonly weather?: WeatherSource;
  /** Step of the county in ms; each device reports at every step, unless it has an interval of its own. */
  readonly intervalMs: number;
  /** Each device measures at an interval that is usual for its kind, 1 to 60 s, in whole steps. */
  readonly ownIntervals?: boolean;
  /** What goes wrong; nothing if left out. */
  readonly faults?: FaultScript;
  readonly clock: { now(): Instant };
  readonly ticks: FieldTicks;
  readonly log: FieldLog;
  /** Where an earlier run stopped, as `Field.state` gave it; registers and stores go on from there. */
  readonly state?: unknown;
  /**
   * Past that is sent first, as history; left out, only the present is. With the state of an earlier
   * run the past begins where that stopped, at most two days ago.
   */
  readonly past?: { readonly from: Instant; readonly stepMs: number };
  /** Time of the county's own, faster than real time until it has caught up; real time if left out. */
  readonly pace?: { readonly from: Instant; readonly to?: Instant; readonly speed: number };
  /** Called with every step of the present, before its readings are sent. */
  readonly onStep?: (step: CountyStep, county: SimulatedCounty) => void;
}

export interface Field {
  stats(): FieldStats;
  /** To be kept for the next start; plain JSON. */
  state(): SavedFieldState;
  /** Resolves when all of the past has been acknowledged, or the field was stopped. */
  readonly pastDelivered: Promise<void>;
  /** What the county's time has come to; null before the first reading. */
  now(): Instant | null;
  /** Whether a county with a pace of its own has come to the end of its time. */
  ended(): boolean;
  stop(): Promise<void>;
}

/** How often a county with a pace of its own looks at the clock. */
const paceTickMs = 10;
/** Devices report spread over the interval, in so many slices. */
const slicesPerInterval = 20;
/** How long a stop waits for the last acknowledgements. */
const farewellMs = 1_500;
/** Starts a simulated county whose devices speak MQTT, each over a connection of its own. */
export async function startField(options: FieldOptions): Promise<Field> {
  const { clock, ticks } = options;
  const beginAt = options.pace?.from ?? clock.now();
  const faultsBeginAt = restoredBesides(options.state).faults?.beginAt ?? beginAt;
  const scenarios = timedScenarios(options.faults?.scenarios ?? [], instant(faultsBeginAt));
  const untouched = eventfulCounty(options, scenarios);
  const ground = openGround(untouched, options, beginAt);
  const county = watched(commandedCounty(untouched, ground.desk, ground.faults), options);
  let reporting: Reporting | null = null;
  const speakers = openSpeakers(county.devices, {
    ...options,
    ...troubleLog(options.log),
    onSetpoint: (deviceId, setpoint) =>
      ground.desk.receive(deviceId, setpoint, reporting?.now ?? clock.now()),
  });
  const agents = [...new Set(Array.from(speakers.values(), ({ agent }) => agent))];
  ticks.every(secondMs / 5, 'field connections', () => {
    for (const agent of agents) agent.tick();
  });
  const past = new PastDelivery(new Map(agents.map((agent) => [agent.deviceId, agent])));
  let stopping = false;
  const state = await runPast({
    county,
    restored: ground.restored,
    now: beginAt,
    past: options.past,
    presentStepMs: options.intervalMs,
    delivery: past,
    delay: (ms) => ticks.delay(ms),
  });
  const present = new Reporting({ ...ground, county, speakers, state, stepMs: options.intervalMs });
  reporting = present;
  const stats = (): FieldStats => statsOf(agents, past.stats());
  const pace = startReporting(present, () => progressOf(agents), options);
  return {
    stats,
    now: () => present.now,
    ended: () => pace?.ended ?? false,
    state: () => ({
      ...savedState(present.state),
      control: ground.desk.saved(),
      faults: { beginAt: ground.faultsBeginAt, memory: ground.faults.saved() },
    }),
    pastDelivered: past.send({ delay: (ms) => ticks.delay(ms), stopped: () => stopping }),
    stop: async () => {
      stopping = true;
      await sayGoodbye(agents, options);
      await ticks.stop();
    },
  };
}

interface Ground {
  readonly desk: ControlDesk;
  readonly faults: FaultLayer;
  readonly faultsBeginAt: number;
  /** Null where no earlier run is to be gone on with. */
  readonly restored: CountyState | null;
}

/** What an earlier run left behind, taken up again. */
function openGround(county: SimulatedCounty, options: FieldOptions, beginAt: Instant): Ground {
  const found = restoredState(options.state);
  const restored = found !== null && found.at <= beginAt ? found : null;
  const besides = restoredBesides(options.state);
  const { devices } = county;
  const faultsBeginAt = besides.faults?.beginAt ?? beginAt;
  const faults = new FaultLayer({
    script: options.faults ?? null,
    devices,
    beginAt: faultsBeginAt,
    saved: besides.faults?.memory ?? {},
  });
  const desk = new ControlDesk({
    devices,
    faults,
    saved: besides.control,
    powerKwOf: (deviceId) => restored?.devices.get(deviceId)?.powerKw ?? 0,
  });
  return { desk, faults, faultsBeginAt, restored };
}

async function sayGoodbye(
  agents: readonly DeviceAgent[],
  { clock, ticks }: FieldOptions,
): Promise<void> {
  for (const agent of agents) agent.leave();
  const until = clock.now() + farewellMs;
  while (agents.some(({ inFlight }) => inFlight > 0) && clock.now() < until) await ticks.delay(20);
  for (const agent of agents) agent.close();
}

function startReporting(
  reporting: Reporting,
  progress: () => Progress,
  { pace: own, intervalMs, clock, ticks }: FieldOptions,
): Pace | null {
  const sliceMs = intervalMs / slicesPerInterval;
  if (own === undefined) {
    ticks.every(sliceMs, 'field readings', () => reporting.tick(clock.now()));
    return null;
  }
  const pace = new Pace({ ...own, sliceMs });
  ticks.every(paceTickMs, 'field readings', () => {
    for (const at of pace.due(clock.now(), progress)) reporting.tick(at);
    if (pace.ended) reporting.finish();
  });
  return pace;
}

function progressOf(agents: readonly DeviceAgent[]): Progress {
  const up = agents.map((agent) => agent.stats()).filter((stats) => stats.up);
  const waiting = up.reduce((sum, { held }) => sum + held, 0);
  return { devices: agents.length, connected: up.length, waiting };
}

/** The same county, its steps shown to who wants to see them. */
function watched(county: SimulatedCounty, { onStep }: FieldOptions): SimulatedCounty {
  if (onStep === undefined) return county;
  return {
    ...county,
    step: (...before) => {
      const step = county.step(...before);
      onStep(step, county);
      return step;
    },
  };
}
