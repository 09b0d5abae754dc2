import { openReplay, type ReplayOptions, type ReplayPlan } from '../../simulators/replay/plan.ts';
import { openReplayPublisher } from '../../simulators/replay/publisher.ts';
import { type ReplayProgress, type ReplayResult, runReplay } from '../../simulators/replay/run.ts';
import type { ReplayDevice } from '../../simulators/replay/series.ts';
import type { DeviceDetail, TopologyView } from '../contract/http.ts';
import type { Log } from '../service/ports.ts';
import { type ApiClient, ApiRefusal } from './api-client.ts';
import { systemClock } from './system.ts';
import { startTicks } from './ticks.ts';

export interface ReplayJob {
  readonly folder: string;
  readonly api: ApiClient;
  readonly mqttUrl: string;
  /** The node that the replayed devices hang on; null takes the county. */
  readonly nodeId: string | null;
  readonly speed: number;
  readonly range: Pick<ReplayOptions, 'shift' | 'from' | 'to'>;
  readonly onPlan: (plan: ReplayPlan, nodeId: string) => void;
  readonly onProgress: (progress: ReplayProgress) => void;
  readonly stopped: () => boolean;
  readonly log: Log;
}

/** Plays measured series into a running service: its devices are registered, sign in and publish. */
export async function replayInto(job: ReplayJob): Promise<ReplayResult> {
  const topology = await job.api.get<TopologyView>('/topology');
  const plan = openReplay(job.folder, {
    ...job.range,
    now: systemClock.now(),
    localTimeZone: topology.timeZone,
  });
  if (!plan.ok) throw new Error(plan.fault);
  const nodeId = job.nodeId ?? topology.nodes[0]?.id ?? '';
  job.onPlan(plan.value, nodeId);
  const secrets = await registerAll(job.api, plan.value, nodeId);
  const ticks = startTicks(job.log);
  const publisher = openReplayPublisher({
    url: job.mqttUrl,
    devices: plan.value.series.map(({ device }) => device),
    credentials: (id) => ({ username: id, password: secrets.get(id) ?? '' }),
    now: () => systemClock.now(),
    ticks,
    stopped: job.stopped,
    onTrouble: (deviceId, what) => job.log.warn({ deviceId }, what),
  });
  try {
    return await runReplay(plan.value, {
      publish: (deviceId, payload) => publisher.publish(deviceId, payload),
      speed: job.speed,
      now: () => systemClock.now(),
      delay: (ms) => ticks.delay(ms),
      stopped: job.stopped,
      onProgress: job.onProgress,
    });
  } finally {
    await publisher.close();
    await ticks.stop();
  }
}

/** Registers each device unless an earlier replay did, and gives it a new credential. */
async function registerAll(
  api: ApiClient,
  { series }: ReplayPlan,
  nodeId: string,
): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  for (const { device } of series) {
    await registerOnce(api, { ...device, nodeId });
    const path = `/devices/${device.id}/credentials`;
    const { password } = await api.post<{ password: string }>(path, {});
    secrets.set(device.id, password);
  }
  return secrets;
}

async function registerOnce(
  api: ApiClient,
  device: ReplayDevice & { readonly nodeId: string },
): Promise<void> {
  try {
    await api.post('/devices', device);
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code !== 'id_taken') throw error;
    const { kind } = await api.get<DeviceDetail>(`/devices/${device.id}`);
    if (kind !== device.kind) {
      throw new Error(
        `${device.id} is registered as a ${kind}, and the series is of a ${device.kind}.`,
      );
    }
  }
}
