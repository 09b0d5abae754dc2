import { FaultLayer } from '../../simulators/faults/fault-layer.ts';
import type { FaultScript } from '../../simulators/faults/script.ts';
import { type Field, type FieldStats, startField } from '../../simulators/field.ts';
import type { CountyOptions, SimulatedCounty } from '../../simulators/models/county.ts';
import { RunRecord, type RunResult } from '../../simulators/virtual/record.ts';
import type { DeviceList, DeviceView } from '../contract/http.ts';
import { type Instant, secondMs } from '../domain/instant.ts';
import type { Log } from '../service/ports.ts';
import type { ApiClient } from './api-client.ts';
import { SpeedGauge } from './speed-gauge.ts';
import { systemClock } from './system.ts';
import { startTicks } from './ticks.ts';

export interface MqttProgress {
  /** What the county's time has come to; null before the first step. */
  readonly at: Instant | null;
  /** Times real time that it went of late; null where that is not known yet. */
  readonly speed: number | null;
  readonly stats: FieldStats;
}

export interface MqttJob {
  readonly county: CountyOptions;
  /** What goes wrong. */
  readonly script: FaultScript;
  readonly api: ApiClient;
  readonly mqttUrl: string;
  readonly from: Instant;
  /** Null goes on until it is stopped. */
  readonly to: Instant | null;
  readonly stepMs: number;
  readonly speed: number;
  readonly onCredentials: (issued: number, devices: number) => void;
  readonly onProgress: (progress: MqttProgress) => void;
  readonly stopped: Promise<void>;
  readonly log: Log;
}

export interface MqttResult {
  readonly record: RunResult;
  readonly stats: FieldStats;
}

const devicesPerPage = 1_000;
/** Credentials that are asked for at one time. */
const askingMax = 8;
const progressMs = secondMs;
const endLookMs = 50;
/** Names of devices that one refusal tells. */
const namesToldMax = 3;

/**
 * Lets a county report to a running service that knows its devices; resolves at its end, or when
 * stopped: null where that was before the first step.
 */
export async function simulateOverMqtt(job: MqttJob): Promise<MqttResult | null> {
  let stopping = false;
  void job.stopped.then(() => {
    stopping = true;
  });
  await checkDevices(job);
  const secrets = await issueCredentials(job, () => stopping);
  if (stopping) return null;
  const seen: { record: RunRecord | null } = { record: null };
  const field = await startField({
    ...job.county,
    url: job.mqttUrl,
    credentials: (id) => ({ username: id, password: secrets.get(id) ?? '' }),
    intervalMs: job.stepMs,
    faults: job.script,
    clock: systemClock,
    ticks: startTicks(job.log),
    log: job.log,
    pace: paceOf(job),
    onStep: (step, county) => {
      seen.record ??= recordOf(job, county);
      seen.record.add(step);
    },
  });
  const watch = startTicks(job.log);
  const gauge = new SpeedGauge();
  const tell = (): void => job.onProgress(progressOf(field, gauge));
  watch.every(progressMs, 'progress of the simulation', tell);
  while (!stopping && !hasEnded(field)) await watch.delay(endLookMs);
  await watch.stop();
  await field.stop();
  tell();
  return seen.record === null ? null : { record: seen.record.result(), stats: field.stats() };
}

function progressOf(field: Field, gauge: SpeedGauge): MqttProgress {
  const at = field.now();
  const speed = at === null ? null : gauge.look(systemClock.now(), at);
  return { at, speed, stats: field.stats() };
}

function recordOf({ script, from, stepMs, county: ground }: MqttJob, county: SimulatedCounty) {
  const faults = new FaultLayer({ script, devices: county.devices, beginAt: from });
  return new RunRecord({ county, ground, faults, stepMs });
}

function paceOf({ from, to, speed }: MqttJob) {
  return { from, speed, ...(to === null ? {} : { to }) };
}

/** What was lost with a connection is held, and on its way again once there is another one. */
function hasEnded(field: Field): boolean {
  const { held, inFlight } = field.stats();
  return field.ended() && held === 0 && inFlight === 0;
}

/** The service must know every device of the county, and nobody else may speak for one. */
async function checkDevices({ api, county }: MqttJob): Promise<void> {
  const known = new Map<string, DeviceView>();
  for (let offset = 0, total = 1; offset < total; offset += devicesPerPage) {
    const page = await api.get<DeviceList>(`/devices?limit=${devicesPerPage}&offset=${offset}`);
    for (const device of page.items) known.set(device.id, device);
    total = page.total;
  }
  const strange = county.devices.filter(({ id, kind }) => known.get(id)?.kind !== kind);
  if (strange.length > 0) {
    throw new Error(
      `The service does not know ${told(strange)}: start it with the same county file.`,
    );
  }
  const speaking = county.devices.filter(({ id }) => known.get(id)?.state === 'online');
  if (speaking.length > 0) {
    throw new Error(
      `${told(speaking)} report already: the demonstration simulates its county itself. Start the service with serve, or wait until they are silent.`,
    );
  }
}

function told(devices: readonly { readonly id: string }[]): string {
  const names = devices.slice(0, namesToldMax).map(({ id }) => id);
  const more = devices.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more devices` : names.join(', ');
}

/** A new secret for every device; the one before it ends. */
async function issueCredentials(
  { api, county, onCredentials }: MqttJob,
  stopped: () => boolean,
): Promise<ReadonlyMap<string, string>> {
  const waiting = county.devices.map(({ id }) => id);
  const total = waiting.length;
  const secrets = new Map<string, string>();
  const ask = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined && !stopped(); id = waiting.pop()) {
      const path = `/devices/${id}/credentials`;
      const { password } = await api.post<{ password: string }>(path, {});
      secrets.set(id, password);
      onCredentials(secrets.size, total);
    }
  };
  await Promise.all(Array.from({ length: askingMax }, ask));
  return secrets;
}
