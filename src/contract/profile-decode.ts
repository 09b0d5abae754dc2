/** Messages on topics of profiles. */
import type { Device } from '../domain/device.ts';
import { type Instant, instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { type DecodeFault, excerptOf, FaultList } from './decode-faults.ts';
import { pointIndexesOf } from './device-kinds.ts';
import type { DecodeResult, DeviceMessage, IncomingMessage } from './device-message.ts';
import { valueAt } from './json-path.ts';
import { readJson, readText } from './json-payload.ts';
import { badTimeDetail, epochMsOf, localEpochMsOf } from './measured-at.ts';
import { readingsPerMessageMax } from './message-limits.ts';
import { absentValues, isPlausible } from './point-values.ts';
import type { Profile, StatusMapping, TelemetryMapping } from './profile.ts';
import { type DevicePart, devicePartsOf } from './profile-devices.ts';
import { readPoint } from './profile-points.ts';
import { type DecodeContext, deviceOfProfile } from './senders.ts';

/** A message on its way through one mapping of a profile. */
interface Passage {
  readonly message: IncomingMessage;
  readonly profile: Profile;
  /** The device that the topic names; null where only the payload names devices. */
  readonly topicDevice: Device | null;
  readonly context: DecodeContext;
  readonly faults: FaultList;
}

/** Null where the topic is of no profile. Where profiles share a topic, the device's own one is taken. */
export function decodeByProfiles(
  message: IncomingMessage,
  context: DecodeContext,
): DecodeResult | null {
  let refusal: DecodeFault | null = null;
  for (const { profile, mapping, deviceId } of mappingsOf(message.topic, context.profiles)) {
    const device = deviceId === null ? null : deviceOfProfile(deviceId, profile, context);
    if (device === null || device.ok) {
      const topicDevice = device?.value ?? null;
      return decode({ message, profile, topicDevice, context, faults: new FaultList() }, mapping);
    }
    refusal ??= device.fault;
  }
  return refusal === null ? null : { messages: [], faults: [refusal] };
}

function* mappingsOf(topic: string, profiles: readonly Profile[]) {
  for (const profile of profiles) {
    for (const mapping of profile.messages) {
      const match = mapping.topic.match(topic);
      if (match !== null) yield { profile, mapping, deviceId: match.deviceId };
    }
  }
}

function decode(passage: Passage, mapping: TelemetryMapping | StatusMapping): DecodeResult {
  const messages =
    mapping.type === 'status'
      ? decodeStatus(passage, mapping)
      : decodeTelemetry(passage, mapping).map(
          (reading) => ({ type: 'telemetry', reading }) satisfies DeviceMessage,
        );
  return { messages, faults: passage.faults.list() };
}

function idOf(device: Device | null): string | null {
  return device === null ? null : device.id;
}

function decodeStatus(passage: Passage, mapping: StatusMapping): DeviceMessage[] {
  const { message, topicDevice: device, faults } = passage;
  const word = mapping.path === undefined ? plainWord(passage) : jsonWord(passage, mapping.path);
  if (device === null || word === null) return [];
  if (word !== mapping.online && word !== mapping.offline) {
    const detail = `The status is ${excerptOf(word)}; the profile expects ${mapping.online} or ${mapping.offline}.`;
    faults.add('wrong_type', device.id, detail);
    return [];
  }
  return [{ type: 'status', device, online: word === mapping.online, at: message.receivedAt }];
}

function plainWord({ message, topicDevice, faults }: Passage): string | null {
  const text = readText(message.payload);
  if (text.ok) return text.value.trim();
  faults.add(text.fault.code, idOf(topicDevice), text.fault.detail);
  return null;
}

function jsonWord({ message, topicDevice, faults }: Passage, path: readonly (string | number)[]) {
  const payload = readJson(message.payload);
  if (payload.ok) return String(valueAt(payload.value, path));
  faults.add(payload.fault.code, idOf(topicDevice), payload.fault.detail);
  return null;
}

function decodeTelemetry(passage: Passage, mapping: TelemetryMapping): Reading[] {
  const { message, topicDevice, faults } = passage;
  const payload = readJson(message.payload);
  if (!payload.ok) {
    faults.add(payload.fault.code, idOf(topicDevice), payload.fault.detail);
    return [];
  }
  const parts = partsOf(payload.value, passage, mapping);
  return parts
    .map((part) => readPart(part, { payload: payload.value, passage, mapping }))
    .filter((reading) => reading !== null);
}

function partsOf(
  payload: unknown,
  { topicDevice, faults }: Passage,
  { devices }: TelemetryMapping,
): readonly DevicePart[] {
  if (devices === null) return [{ deviceId: idOf(topicDevice), part: payload }];
  const parts = devicePartsOf(payload, devices);
  if (parts === null || parts.length === 0) {
    const detail = 'There are no devices where the profile looks for them; correct the profile.';
    faults.add(parts === null ? 'wrong_type' : 'no_values', idOf(topicDevice), detail);
    return [];
  }
  if (parts.length <= readingsPerMessageMax) return parts;
  const detail = `The message has ${parts.length} devices of at most ${readingsPerMessageMax}; send it in pieces.`;
  faults.add('too_many_readings', idOf(topicDevice), detail);
  return [];
}

interface PartSource {
  readonly payload: unknown;
  readonly passage: Passage;
  readonly mapping: TelemetryMapping;
}

/** Null where the part gives no reading, which is told. The other parts of the message are kept. */
function readPart({ deviceId, part }: DevicePart, source: PartSource): Reading | null {
  const { passage, mapping } = source;
  const device = knownDevice(deviceId, passage);
  if (device === null) return null;
  const measuredAt = readTime(part, device, source);
  const values = readValues(part, device, { mapping, faults: passage.faults });
  if (measuredAt === null || values === null) return null;
  const { receivedAt } = passage.message;
  return { device, measuredAt, receivedAt, seq: null, historical: false, values };
}

/** Faults of a device that is not known go to the one whose topic it is. */
function knownDevice(deviceId: string | null, passage: Passage): Device | null {
  const { profile, topicDevice, context, faults } = passage;
  if (deviceId === null) {
    const detail = 'A part of the message does not say which device it is of; correct the profile.';
    faults.add('unknown_device', idOf(topicDevice), detail);
    return null;
  }
  const device = deviceOfProfile(deviceId, profile, context);
  if (device.ok) return device.value;
  faults.add(device.fault.code, idOf(topicDevice), device.fault.detail);
  return null;
}

function readTime(
  part: unknown,
  device: Device,
  { payload, passage, mapping }: PartSource,
): Instant | null {
  const { time } = mapping;
  if (time === null) return passage.message.receivedAt;
  const value = valueAt(time.in === 'device' ? part : payload, time.path);
  if (value === undefined || value === null) {
    const detail = 'The time is missing where the profile looks for it; correct the profile.';
    passage.faults.add('missing_time', device.id, detail);
    return null;
  }
  const scaled = typeof value === 'number' && time.unit === 's' ? value * 1_000 : value;
  const epochMs = time.zone === undefined ? epochMsOf(scaled) : localEpochMsOf(scaled, time.zone);
  if (!Number.isNaN(epochMs)) return instant(epochMs);
  passage.faults.add('bad_time', device.id, badTimeDetail('The time', value));
  return null;
}

/** Null where no point is good; what is wrong is told. */
function readValues(
  part: unknown,
  device: Device,
  { mapping, faults }: { mapping: TelemetryMapping; faults: FaultList },
): Float64Array | null {
  const indexes = pointIndexesOf(device.kind);
  const values = absentValues(indexes.size);
  let found = 0;
  let good = 0;
  for (const { name, index, value } of foundPoints(part, mapping, indexes)) {
    found += 1;
    if (isPlausible(value)) {
      values[index] = value;
      good += 1;
    } else {
      const detail = `What the profile takes for ${name} is no number of plausible size.`;
      faults.add(Number.isNaN(value) ? 'wrong_type' : 'not_finite', device.id, detail);
    }
  }
  if (found === 0) {
    const detail = `The message has none of the points that a ${device.kind} takes from this topic.`;
    faults.add('no_values', device.id, detail);
  }
  return good === 0 ? null : values;
}

function* foundPoints(
  part: unknown,
  { points }: TelemetryMapping,
  indexes: ReadonlyMap<string, number>,
) {
  for (const point of points) {
    const index = indexes.get(point.name);
    const value = index === undefined ? undefined : readPoint(part, point);
    if (index !== undefined && value !== undefined) yield { name: point.name, index, value };
  }
}
