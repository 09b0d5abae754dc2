/** Who may do what. What is not in this table, nobody may do. */
import type { Role, User } from '../contract/http-accounts.ts';
import type { Scope } from './application.ts';

const everyone = ['admin', 'operator', 'cooperative', 'viewer'] as const;
const countyStaff = ['admin', 'operator', 'viewer'] as const;
const operators = ['admin', 'operator'] as const;
const admins = ['admin'] as const;
/** Also who has not signed in. */
const anyone = 'anyone';

export const access = {
  'health.live': anyone,
  'session.begin': anyone,
  /** The console's pages and scripts: the same files for all, without data. */
  'console.files': anyone,
  'session.own': everyone,
  'health.ready': everyone,
  'interface.describe': everyone,
  'topology.read': everyone,
  'devices.read': everyone,
  'readings.read': everyone,
  'curves.read': everyone,
  'forecasts.read': everyone,
  /** Of the county as a whole. */
  'forecasts.list': countyStaff,
  'forecasts.run': operators,
  'live.follow': everyone,
  /** Not for cooperatives: an entry may hold another owner's message. */
  'quarantine.read': countyStaff,
  'quarantine.replay': operators,
  'metrics.read': countyStaff,
  'devices.manage': operators,
  'credentials.issue': operators,
  'accounts.manage': admins,
  'tokens.manage': admins,
  'backups.manage': admins,
} as const satisfies Record<string, readonly Role[] | typeof anyone>;

export type Action = keyof typeof access;

export function isAction(name: unknown): name is Action {
  return typeof name === 'string' && Object.hasOwn(access, name);
}

export function isOpenToAnyone(action: Action): boolean {
  return access[action] === anyone;
}

export function rolesFor(action: Action): readonly Role[] {
  const allowed = access[action];
  return allowed === anyone ? everyone : allowed;
}

export function mayDo(user: User, action: Action): boolean {
  return rolesFor(action).includes(user.role);
}

/** An id that no cooperative can have. */
const noCooperative = '';

/** A cooperative sees its own devices; an account that belongs to none of them sees none. */
export function scopeOf(user: User): Scope {
  if (user.role !== 'cooperative') return { cooperativeId: null };
  return { cooperativeId: user.cooperativeId ?? noCooperative };
}
