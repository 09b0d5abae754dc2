import { downChannels, topicOf, upChannels } from '../contract/topics.ts';
import type { Principal } from '../service/ports.ts';
import { filterCovers, topicPattern } from './topic-filter.ts';

/** What one signed-in connection may do. */
export interface Rights {
  mayPublish(topic: string): boolean;
  /** `filter` may carry wildcards: it is allowed when an allowed filter covers all of it. */
  maySubscribe(filter: string): boolean;
}

function coveredBy(filters: readonly string[]): (levels: readonly string[]) => boolean {
  const split = filters.map((filter) => filter.split('/'));
  return (levels) => split.some((filter) => filterCovers(filter, levels));
}

/** A device has its own topics and those of its profile; a tool has the filters it was given. */
export function rightsOf(principal: Principal): Rights {
  const own = principal.type === 'device' ? principal.deviceId : null;
  const up = own === null ? [] : upChannels.map((channel) => topicOf(own, channel));
  const down = own === null ? [] : downChannels.map((channel) => topicOf(own, channel));
  const publishes = topicPattern(
    principal.type === 'device' ? principal.extraPublish : principal.mayPublish,
  );
  const subscribes = coveredBy(principal.type === 'device' ? down : principal.maySubscribe);
  return {
    // A set of so few is slower: each topic is a new string, which a set has to look up first.
    mayPublish: (topic) => up.includes(topic) || publishes.test(topic),
    maySubscribe: (filter) => subscribes(filter.split('/')),
  };
}
