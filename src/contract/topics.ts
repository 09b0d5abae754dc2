/** Native topics: `paulownia/v1/<device>/<channel>`. */
export const topicRoot = 'paulownia/v1';

/** Channels that a device publishes on. */
export const upChannels = ['telemetry', 'birth', 'status', 'ack'] as const;
export type UpChannel = (typeof upChannels)[number];

/** Channels that a device listens to. */
export const downChannels = ['setpoint', 'error'] as const;
export type DownChannel = (typeof downChannels)[number];

/** Ids of devices and nodes: safe in topics, URLs and file names. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface NativeTopic {
  readonly deviceId: string;
  readonly channel: UpChannel | DownChannel;
}

export function topicOf(deviceId: string, channel: UpChannel | DownChannel): string {
  return `${topicRoot}/${deviceId}/${channel}`;
}

const channels: readonly string[] = [...upChannels, ...downChannels];

const nativePrefix = `${topicRoot}/`;

/** Null where the topic is not native or names an id or channel that cannot exist. */
export function parseNativeTopic(topic: string): NativeTopic | null {
  if (!topic.startsWith(nativePrefix)) return null;
  const idEnd = topic.indexOf('/', nativePrefix.length);
  const deviceId = topic.slice(nativePrefix.length, idEnd);
  const channel = topic.slice(idEnd + 1);
  if (idEnd < 0 || !channels.includes(channel) || !idPattern.test(deviceId)) return null;
  return { deviceId, channel: channel as UpChannel | DownChannel };
}
