import { downChannels, parseNativeTopic } from '../contract/topics.ts';

/** Levels of a topic that can be published on; null for wildcards, empty levels and NUL. */
export function publishLevels(topic: string): readonly string[] | null {
  const levels = topic.split('/');
  const sound = levels.every(
    (level) =>
      level !== '' && !level.includes('+') && !level.includes('#') && !level.includes('\0'),
  );
  return sound ? levels : null;
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
