/** Topics of profiles: MQTT filters in which `{device}` stands for the id of the device. */
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import { topicRoot } from './topics.ts';

const placeholder = '{device}';
const deviceGroup = '([A-Za-z0-9][A-Za-z0-9._-]{0,63})';

export interface TopicPattern {
  readonly text: string;
  /** Whether the topic names a device; otherwise only the payload does. */
  readonly namesDevice: boolean;
  /** Null where the topic is another one. `deviceId` is null where the pattern names no device. */
  match(topic: string): { readonly deviceId: string | null } | null;
  /** MQTT filter for the topics of one device. */
  filterOf(deviceId: string): string;
  /** MQTT filter for the topics of all devices. */
  readonly subscription: string;
}

/** The fault is a sentence about the pattern. */
export function parseTopicPattern(text: string): Outcome<TopicPattern, string> {
  const levels = text.split('/');
  const fault = patternFault(text, levels);
  if (fault !== null) return fail(fault);
  const namesDevice = text.includes(placeholder);
  const regex = new RegExp(
    `^${levels.map(levelSource).join('/').replace('/.*', '(?:/.*)?')}$`,
    'u',
  );
  return succeed({
    text,
    namesDevice,
    match: (topic) => {
      const match = regex.exec(topic);
      return match === null ? null : { deviceId: match[1] ?? null };
    },
    filterOf: (deviceId) => text.replace(placeholder, deviceId),
    subscription: levels.map((level) => (level.includes(placeholder) ? '+' : level)).join('/'),
  });
}

function patternFault(text: string, levels: readonly string[]): string | null {
  if (text.length === 0 || text.length > 200) return 'has to have 1 to 200 characters';
  if (levels.includes('')) return 'has an empty level';
  if (text.startsWith('$')) return 'must not start with $, which is kept for brokers';
  if (text.startsWith(`${topicRoot}/`))
    return `lies below ${topicRoot}, whose topics need no profile`;
  if (text.split(placeholder).length > 2) return `has ${placeholder} more than once`;
  if (levels.slice(0, -1).includes('#')) return 'has # before its last level';
  const wild = levels.find((level) => /[+#]/.test(level) && level !== '+' && level !== '#');
  if (wild !== undefined) return `has a wildcard inside the level ${wild}`;
  return levels[0] === '#' || levels[0] === '+'
    ? 'starts with a wildcard, which takes in all topics'
    : null;
}

function levelSource(level: string): string {
  if (level === '+') return '[^/]+';
  if (level === '#') return '.*';
  return level.split(placeholder).map(RegExp.escape).join(deviceGroup);
}
