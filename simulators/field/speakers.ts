import type { Ack } from '../../src/contract/ack.ts';
import type { Setpoint } from '../../src/contract/setpoint.ts';
import { type Instant, secondMs } from '../../src/domain/instant.ts';
import { gatewayProfile, speechOf } from '../link/choose-speech.ts';
import { DeviceAgent } from '../link/device-agent.ts';
import type { SimulatedDevice } from '../models/device-model.ts';
import type { FieldDevice } from '../models/fleet.ts';
import { uniformAt } from '../models/noise.ts';
import { ownIntervalMs } from './own-interval.ts';

/** A device with a connection; a gateway speaks for several devices. */
export interface Speaker {
  readonly agent: DeviceAgent;
  readonly intervalMs: number;
  /** Where in its interval it measures, and where in a step it reports, as a share of 1. */
  readonly phase: number;
}

export interface SpeakerOptions {
  readonly url: string;
  readonly devices: readonly FieldDevice[];
  readonly intervalMs: number;
  readonly ownIntervals?: boolean;
  readonly credentials: (deviceId: string) => {
    readonly username: string;
    readonly password: string;
  };
  readonly clock: { now(): Instant };
  readonly onSetpoint: (deviceId: string, setpoint: Setpoint) => Ack | null;
  readonly onTrouble: (deviceId: string, what: string) => void;
  readonly onErrorMessage: (deviceId: string, detail: string) => void;
}

/** Connections begin one after another: signing in costs the broker a password check each. */
const connectGapMs = 5;
/** Devices that one gateway speaks for; more at a node have a second one. */
const gatewayDevicesMax = 32;
/** Meters and plants come first: the county's curve is then whole soonest. */
const connectOrder = ['pcc_meter', 'transformer_meter', 'wind', 'biogas', 'battery', 'pv'];

function rankOf({ kind }: SimulatedDevice): number {
  const place = connectOrder.indexOf(kind);
  return place === -1 ? connectOrder.length : place;
}

/** Opens the connections of a county; each device finds the one that speaks for it. */
export function openSpeakers(
  devices: readonly SimulatedDevice[],
  options: SpeakerOptions,
): ReadonlyMap<string, Speaker> {
  const registered = new Map(options.devices.map((device) => [device.id, device]));
  const inOrder = devices.toSorted((one, other) => rankOf(one) - rankOf(other));
  const speakers = new Map<string, Speaker>();
  const gateways = new Map<string, { readonly speaker: Speaker; devices: number }>();
  let opened = 0;
  const open = (device: SimulatedDevice, facts: FieldDevice | undefined): Speaker => {
    const firstAttemptAt = options.clock.now() + opened * connectGapMs;
    opened += 1;
    return openSpeaker(device, facts, { ...options, firstAttemptAt });
  };
  for (const device of inOrder) {
    const facts = registered.get(device.id);
    const gateway = facts?.profile === gatewayProfile ? gateways.get(device.nodeId) : undefined;
    if (gateway !== undefined && gateway.devices < gatewayDevicesMax) {
      gateway.devices += 1;
      speakers.set(device.id, gateway.speaker);
      continue;
    }
    const speaker = open(device, facts);
    speakers.set(device.id, speaker);
    if (facts?.profile === gatewayProfile) gateways.set(device.nodeId, { speaker, devices: 1 });
  }
  return speakers;
}

function openSpeaker(
  device: SimulatedDevice,
  facts: FieldDevice | undefined,
  options: SpeakerOptions & { readonly firstAttemptAt: number },
): Speaker {
  const { intervalMs: stepMs, clock, firstAttemptAt, onSetpoint } = options;
  const { hostname, port } = new URL(options.url);
  const reported = { ...device, ...facts };
  const intervalMs = options.ownIntervals === true ? ownIntervalMs(reported, stepMs) : stepMs;
  const speaking = {
    id: device.id,
    kind: device.kind,
    ratingKw: device.ratingKw,
    reportIntervalS: intervalMs / secondMs,
  };
  let draws = 0;
  const agent = new DeviceAgent({
    deviceId: device.id,
    speech: speechOf(speaking, facts?.profile ?? null),
    host: hostname,
    port: Number(port || 1883),
    credentials: options.credentials(device.id),
    now: () => clock.now(),
    random: () => uniformAt(device.seed, draws++),
    firstAttemptAt,
    onSetpoint,
    onTrouble: options.onTrouble,
    onErrorMessage: options.onErrorMessage,
  });
  return { agent, intervalMs, phase: uniformAt(device.seed, -1) };
}
