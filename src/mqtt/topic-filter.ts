import { downChannels, parseNativeTopic } from '../contract/topics.ts';

/** A level of a topic that can be published on: neither empty, nor with a wildcard or NUL. */
const level = String.raw`[^/+#\0]+`;
/** A wildcard in front does not reach the broker's own `$` topics, as MQTT 3.1.1 says in 4.7.2. */
const noOwnTopic = String.raw`(?!\$)`;

function patternOf(filter: string): string {
  const pattern = filter
    .split('/')
    .map((part) => (part === '+' ? level : part === '#' ? `${level}(?:/${level})*` : escaped(part)))
    .join('/')
    // A filter that ends in `/#` also covers the level above.
    .replace(`/${level}(?:/${level})*`, `(?:/${level})*`);
  return filter.startsWith('+') || filter.startsWith('#') ? noOwnTopic + pattern : pattern;
}

function escaped(part: string): string {
  return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Matches the topics that can be published on and are covered by one of the filters. */
export function topicPattern(filters: readonly string[]): RegExp {
  return filters.length === 0 ? /(?!)/ : new RegExp(`^(?:${filters.map(patternOf).join('|')})$`);
}

/** Whether `filter` covers all of a topic or of a narrower filter, both given as levels. */
export function filterCovers(filter: readonly string[], levels: readonly string[]): boolean {
  // A wildcard in front does not reach the broker's own `$` topics, as MQTT 3.1.1 says in 4.7.2.
  if (levels[0]?.startsWith('$') && filter[0] !== levels[0]) return false;
  for (const [index, level] of filter.entries()) {
    if (level === '#') return true;
    const actual = levels[index];
    if (actual === undefined || actual === '#') return false;
    if (level !== '+' && level !== actual) return false;
  }
  return filter.length === levels.length;
}

const downSuffixes = downChannels.map((channel) => `/${channel}`);

/** Whether a message on this topic goes to a device and not to the service. */
export function isDownTopic(topic: string): boolean {
  return downSuffixes.some((suffix) => topic.endsWith(suffix)) && parseNativeTopic(topic) !== null;
}
