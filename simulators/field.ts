import { dayMs, type Instant, instant, secondMs } from '../src/domain/instant.ts';
import type { GeoPosition } from '../src/physics/solar/sun.ts';
import { Pace } from './field/pace.ts';
import { PastDelivery, type PastStats } from './field/past-delivery.ts';
import { Reporting } from './field/reporting.ts';
import { DeviceAgent } from './link/device-agent.ts';
import { type CountyStep, type SimulatedCounty, simulateCounty } from './models/county.ts';
import {
  type CountyState,
  restoredState,
  type SavedCountyState,
  savedState,
} from './models/county-state.ts';
import type { SimulatedDevice } from './models/device-model.ts';
import type { FieldDevice } from './models/fleet.ts';
import type { FieldNode } from './network/field-node.ts';
import { uniformAt } from './models/noise.ts';
import { advanceCounty, pastSteps } from './models/past.ts';

export interface FieldLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

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
  /** How often each device reports, in ms. */
  readonly intervalMs: number;
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

export interface FieldStats {
  readonly devices: number;
  readonly connected: number;
  readonly published: number;
  readonly acknowledged: number;
  /** Readings that wait in the devices for a connection. */
  readonly held: number;
  readonly dropped: number;
  readonly downs: number;
  readonly setpoints: number;
  readonly errorMessages: number;
  readonly past: PastStats;
}

export interface Field {
  stats(): FieldStats;
  /** To be kept for the next start; plain JSON. */
  state(): SavedCountyState;
  /** Resolves when all of the past has been acknowledged, or the field was stopped. */
  readonly pastDelivered: Promise<void>;
  stop(): Promise<void>;
}

/** How often a county with a pace of its own looks at the clock. */
const paceTickMs = 10;
/** Devices report spread over the interval, in so many slices. */
const slicesPerInterval = 20;
/** Connections begin one after another: signing in costs the broker a password check each. */
const connectGapMs = 5;
/** After so many steps of the past, others get a turn. */
const pastStepsPerTurn = 20;
/** Of a longer standstill only the end is filled in. */
const gapMsMax = 2 * dayMs;
/** How long a stop waits for the last acknowledgements. */
const farewellMs = 1_500;
/** Troubles that are logged one by one; later ones are counted only. */
const loggedTroublesMax = 20;

/** Starts a simulated county whose devices speak MQTT, each over a connection of its own. */
export async function startField(options: FieldOptions): Promise<Field> {
  const county = simulateCounty(options);
  const agents = openAgents(county, options);
  const past = new PastDelivery(agents);
  const tickAll = (): void => {
    for (const agent of agents.values()) agent.tick();
  };
  options.ticks.every(secondMs / 5, 'field connections', tickAll);
  let stopping = false;
  const present = await runPast(county, options, past);
  const reporting = new Reporting(watched(county, options), agents, present, options.intervalMs);
  const stats = (): FieldStats => statsOf([...agents.values()], past);
  startReporting(reporting, stats, options);
  return {
    stats,
    state: () => savedState(reporting.state),
    pastDelivered: past.send({
      delay: (ms) => options.ticks.delay(ms),
      stopped: () => stopping,
    }),
    stop: async () => {
      stopping = true;
      for (const agent of agents.values()) agent.leave();
      const until = options.clock.now() + farewellMs;
      while (isBusy(agents) && options.clock.now() < until) await options.ticks.delay(20);
      for (const agent of agents.values()) agent.close();
      await options.ticks.stop();
    },
  };
}

function startReporting(
  reporting: Reporting,
  stats: () => FieldStats,
  { pace: own, intervalMs, clock, ticks }: FieldOptions,
): void {
  const sliceMs = intervalMs / slicesPerInterval;
  if (own === undefined) {
    ticks.every(sliceMs, 'field readings', () => reporting.tick(clock.now()));
    return;
  }
  const pace = new Pace({ ...own, sliceMs });
  ticks.every(paceTickMs, 'field readings', () => {
    for (const at of pace.due(clock.now(), stats)) reporting.tick(at);
  });
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

function isBusy(agents: ReadonlyMap<string, DeviceAgent>): boolean {
  return [...agents.values()].some((agent) => agent.inFlight > 0);
}

/** Meters and plants come first: the county's curve is then whole soonest. */
const connectOrder = ['pcc_meter', 'transformer_meter', 'wind', 'biogas', 'battery', 'pv'];

function openAgents(county: SimulatedCounty, options: FieldOptions): Map<string, DeviceAgent> {
  const { hostname, port } = new URL(options.url);
  const rank = ({ kind }: SimulatedDevice): number => {
    const place = connectOrder.indexOf(kind);
    return place === -1 ? connectOrder.length : place;
  };
  const inOrder = [...county.devices].sort((a, b) => rank(a) - rank(b));
  const startAt = options.clock.now();
  const trouble = troubleLog(options.log);
  return new Map(
    inOrder.map((device, index) => {
      let draws = 0;
      const agent = new DeviceAgent(device, {
        host: hostname,
        port: Number(port || 1883),
        credentials: options.credentials(device.id),
        now: () => options.clock.now(),
        random: () => uniformAt(device.seed, draws++),
        firstAttemptAt: startAt + index * connectGapMs,
        reportIntervalS: options.intervalMs / secondMs,
        ...trouble,
      });
      return [device.id, agent] as const;
    }),
  );
}

function troubleLog(log: FieldLog): {
  onTrouble: (deviceId: string, what: string) => void;
  onErrorMessage: (deviceId: string, detail: string) => void;
} {
  let told = 0;
  const tell = (facts: object, message: string): void => {
    told += 1;
    if (told <= loggedTroublesMax) log.warn(facts, message);
    if (told === loggedTroublesMax) {
      log.warn({}, 'Further troubles of simulated devices are only counted.');
    }
  };
  return {
    onTrouble: (deviceId, reason) =>
      tell({ deviceId, reason }, 'A simulated device has no connection; it tries again.'),
    onErrorMessage: (deviceId, detail) =>
      tell({ deviceId, detail }, 'The service told a simulated device of an error.'),
  };
}

/** Works through the past and gives the state at its end; the messages are ready to be sent then. */
async function runPast(
  county: SimulatedCounty,
  options: FieldOptions,
  delivery: PastDelivery,
): Promise<CountyState> {
  const now = options.pace?.from ?? options.clock.now();
  const restored = restoredState(options.state);
  const usable = restored !== null && restored.at <= now;
  const { past } = options;
  let state = usable ? restored : county.begin(past?.from ?? now);
  if (past === undefined) return advanceCounty(county, state, now, options.intervalMs);
  const from = usable ? instant(Math.max(state.at, now - gapMsMax)) : past.from;
  let steps = 0;
  for (const step of pastSteps(county, state, { from, to: now, stepMs: past.stepMs })) {
    state = step.state;
    delivery.add(state.at, step.readings);
    steps += 1;
    if (steps % pastStepsPerTurn === 0) await options.ticks.delay(0);
  }
  delivery.finish();
  return state;
}

function statsOf(agents: readonly DeviceAgent[], past: PastDelivery): FieldStats {
  const all = agents.map((agent) => agent.stats());
  const total = (
    name:
      | 'published'
      | 'acknowledged'
      | 'held'
      | 'dropped'
      | 'downs'
      | 'setpoints'
      | 'errorMessages',
  ): number => all.reduce((sum, stats) => sum + stats[name], 0);
  return {
    devices: all.length,
    connected: all.filter(({ up }) => up).length,
    published: total('published'),
    acknowledged: total('acknowledged'),
    held: total('held'),
    dropped: total('dropped'),
    downs: total('downs'),
    setpoints: total('setpoints'),
    errorMessages: total('errorMessages'),
    past: past.stats(),
  };
}
