/** Profiles: how messages of devices that do not speak the native forms become readings. */
import type { z } from 'zod';
import type { DeviceKind } from '../domain/device.ts';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import { kindSpecOf } from './device-kinds.ts';
import { compilePoint, type PointMapping, pointFault } from './profile-points.ts';
import {
  type DevicesFile,
  type MessageFile,
  type ProfileFile,
  profileSchema,
  type StatusFile,
  type TimeFile,
} from './profile-schema.ts';
import type { TopicPattern } from './topic-pattern.ts';
import { readYaml, type YamlFault, type YamlText } from './yaml-source.ts';

export interface TelemetryMapping {
  readonly type: 'telemetry';
  readonly topic: TopicPattern;
  /** Null where the message is about one device, the one of its topic. */
  readonly devices: DevicesFile | null;
  /** Null where the time of receipt is taken. */
  readonly time: TimeFile | null;
  readonly points: readonly PointMapping[];
}

export interface StatusMapping extends StatusFile {
  readonly type: 'status';
  readonly topic: TopicPattern;
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly DeviceKind[];
  readonly messages: readonly (TelemetryMapping | StatusMapping)[];
}

/** Reads a profile file; `source` is its name. All faults are listed at once, each with its line. */
export function parseProfile(text: string, source: string): Outcome<Profile, readonly YamlFault[]> {
  const yaml = readYaml(text, source);
  if (!yaml.ok) return yaml;
  const parsed = profileSchema.safeParse(yaml.value.data);
  const faults = parsed.success
    ? profileFaults(parsed.data, yaml.value)
    : parsed.error.issues.flatMap((issue) => schemaFaults(issue, yaml.value));
  if (!parsed.success || faults.length > 0) {
    return fail(faults.toSorted((one, other) => one.line - other.line));
  }
  return succeed(compile(parsed.data));
}

function schemaFaults(issue: z.core.$ZodIssue, yaml: YamlText): YamlFault[] {
  if (issue.code !== 'unrecognized_keys') return [yaml.faultAt(issue.path, issue.message)];
  return issue.keys.map((key) => yaml.faultAt([...issue.path, key], 'is not known here'));
}

/** MQTT filters of what a device with this profile publishes on. */
export function topicFiltersOf(profile: Profile, deviceId: string): string[] {
  return profile.messages.map(({ topic }) => topic.filterOf(deviceId));
}

/** MQTT filters that take in the messages of all devices with one of the profiles. */
export function subscriptionsOf(profiles: readonly Profile[]): string[] {
  const filters = profiles.flatMap(({ messages }) =>
    messages.map(({ topic }) => topic.subscription),
  );
  return [...new Set(filters)];
}

function profileFaults(file: ProfileFile, yaml: YamlText): YamlFault[] {
  return file.messages.flatMap((message, index) => {
    const at = ['messages', index];
    const fault = messageFault(message);
    return [
      ...(fault === null ? [] : [yaml.faultAt(at, fault)]),
      ...pointFaultsOf(message, file.kinds).map(({ name, fault }) =>
        yaml.faultAt([...at, 'points', name], fault),
      ),
    ];
  });
}

function messageFault({ topic, devices, points, status }: MessageFile): string | null {
  if ((points === undefined) === (status === undefined)) return 'must have points or status';
  if (points !== undefined && Object.keys(points).length === 0) return 'has no points';
  if (status !== undefined && devices !== undefined) return 'has a status, which is of one device';
  if (devices === undefined && !topic.namesDevice) return 'names no {device} and has no devices';
  if (devices?.id !== undefined && devices.separator !== undefined) {
    return 'has devices with both id and separator';
  }
  return null;
}

function pointFaultsOf(
  { points = {} }: MessageFile,
  kinds: readonly DeviceKind[],
): { name: string; fault: string }[] {
  const known = new Set(kinds.flatMap((kind) => kindSpecOf(kind).points.map(({ name }) => name)));
  return Object.entries(points).flatMap(([name, point]) => {
    const fault = known.has(name) ? pointFault(name, point) : `is no point of ${kinds.join(', ')}`;
    return fault === null ? [] : [{ name, fault }];
  });
}

function compile({ id, title, kinds, messages }: ProfileFile): Profile {
  return { id, title, kinds, messages: messages.map(compileMessage) };
}

function compileMessage(message: MessageFile): TelemetryMapping | StatusMapping {
  const { topic, devices = null, time = null, points = {}, status } = message;
  if (status !== undefined) return { type: 'status', topic, ...status };
  return {
    type: 'telemetry',
    topic,
    devices,
    time,
    points: Object.entries(points).map(([name, point]) => compilePoint(name, point)),
  };
}
