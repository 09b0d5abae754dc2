import { downChannels, topicOf, topicRoot, upChannels } from '../contract/topics.ts';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import type { Principal } from '../service/ports.ts';

export interface MosquittoUser {
  readonly username: string;
  /** As `hashDeviceSecret` makes it. */
  readonly hash: string;
  readonly principal: Principal;
}

export interface MosquittoFiles {
  /** For `password_file`. */
  readonly passwords: string;
  /** For `acl_file`. */
  readonly acl: string;
}

/** Why the files cannot be written: a name or filter that would change the meaning of a line. */
export interface MosquittoFault {
  readonly username: string;
  readonly detail: string;
}

/** Mosquitto splits its files at line ends, colons and blanks, and a `#` begins a comment. */
const usernamePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be in a filter.
const filterPattern = /^[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*$/;

/** What the service itself needs on an outside broker: all up channels in, all down channels out. */
export function serviceRights(profileTopics: readonly string[]): Principal {
  return {
    type: 'tool',
    name: 'paulownia',
    mayPublish: downChannels.map((channel) => `${topicRoot}/+/${channel}`),
    maySubscribe: [...upChannels.map((channel) => `${topicRoot}/+/${channel}`), ...profileTopics],
  };
}

/** Password and ACL files that give on Mosquitto 2 what the embedded broker gives. */
export function mosquittoFiles(
  users: readonly MosquittoUser[],
): Outcome<MosquittoFiles, MosquittoFault> {
  for (const { username, hash, principal } of users) {
    const detail = faultOf(username, hash, principal);
    if (detail !== null) return fail({ username, detail });
  }
  return succeed({
    passwords: users.map(({ username, hash }) => `${username}:${hash}\n`).join(''),
    acl: users.map(({ username, principal }) => aclOf(username, principal)).join('\n'),
  });
}

function faultOf(username: string, hash: string, principal: Principal): string | null {
  if (!usernamePattern.test(username)) return 'The name cannot stand in a Mosquitto file.';
  if (/\s/.test(hash)) return 'The hash cannot stand in a Mosquitto file.';
  const { publish, subscribe } = filtersOf(principal);
  const bad = [...publish, ...subscribe].find((filter) => !filterPattern.test(filter));
  return bad === undefined ? null : `${JSON.stringify(bad)} cannot stand in a Mosquitto file.`;
}

function aclOf(username: string, principal: Principal): string {
  const { publish, subscribe } = filtersOf(principal);
  return [
    `user ${username}`,
    ...publish.map((filter) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
    '',
  ].join('\n');
}

function filtersOf(principal: Principal): { publish: string[]; subscribe: string[] } {
  if (principal.type === 'tool') {
    return { publish: [...principal.mayPublish], subscribe: [...principal.maySubscribe] };
  }
  const { deviceId, extraPublish } = principal;
  const up = upChannels.map((channel) => topicOf(deviceId, channel));
  return {
    publish: [...up, ...extraPublish],
    subscribe: downChannels.map((channel) => topicOf(deviceId, channel)),
  };
}
