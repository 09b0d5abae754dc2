/** What the people's and programs' side of the service can ask. HTTP calls nothing else. */
import type {
  DeviceDetail,
  DeviceList,
  DeviceQuery,
  LatestView,
  NodeNow,
  Resolution,
  TopologyView,
} from '../contract/http.ts';
import type { Role, User } from '../contract/http-accounts.ts';
import type { BackupView } from '../contract/http-backups.ts';
import type { Readiness } from '../contract/http-health.ts';
import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { NewDevice, QuarantineStore } from './ports.ts';

/** A fault that a caller can do something about; `code` is stable. */
export interface RequestFault {
  readonly code:
    | 'unknown_device'
    | 'unknown_node'
    | 'unknown_point'
    | 'unknown_profile'
    | 'wrong_profile'
    | 'wrong_rating'
    | 'retired_device'
    | 'unknown_cooperative'
    | 'unknown_entry'
    | 'no_forecast'
    | 'forecast_failed'
    | 'level_not_kept'
    | 'resolution_not_available'
    | 'id_taken'
    | 'range_too_long'
    | 'range_empty'
    | 'not_registered_here'
    | 'backup_running'
    | 'no_room';
  readonly detail: string;
}

export type Asked<Value> = Outcome<Value, RequestFault>;

export interface TableQuery {
  readonly from: Instant;
  readonly to: Instant;
  readonly resolution: Resolution;
}

export type Cell = string | number | null | readonly string[];

/** Named columns and their rows in pages, so that a long answer need not be held at once. */
export interface TableAnswer {
  readonly columns: readonly string[];
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** What an account may see: everything, or the devices of one cooperative. */
export type Scope = { readonly cooperativeId: string | null };

export type LiveEvent =
  | { readonly id: number; readonly event: 'node'; readonly data: NodeNow }
  | { readonly id: number; readonly event: 'device'; readonly data: LatestView }
  | { readonly id: number; readonly event: 'stale'; readonly data: Record<string, never> };

export interface LiveSubscription {
  readonly nodeId: string | null;
  readonly deviceId: string | null;
  /** Id of the last event that the client has seen, to resume from. */
  readonly lastEventId: number | null;
}

export interface CountyApplication {
  topology(scope: Scope): TopologyView;
  devices(scope: Scope, query: DeviceQuery): DeviceList;
  device(scope: Scope, id: string): Asked<DeviceDetail>;
  register(device: NewDevice): Asked<Device>;
  retire(id: string): Asked<Device>;
  issueCredential(id: string): Promise<Asked<{ username: string; password: string }>>;
  latest(scope: Scope, id: string): Asked<LatestView>;
  readings(
    scope: Scope,
    id: string,
    query: TableQuery & { readonly points: readonly string[] | null },
  ): Asked<TableAnswer>;
  /** `id` is a node of the tree or a cooperative. */
  curve(scope: Scope, id: string, query: TableQuery): Promise<Asked<TableAnswer>>;
  quarantine: Pick<QuarantineStore, 'list' | 'stats'>;
  replayQuarantined(
    id: number,
  ): Asked<{ accepted: boolean; code: string | null; detail: string | null }>;
  /** Calls `push` with at most one event a second for the node and for the device, until stopped. */
  subscribe(
    scope: Scope,
    subscription: LiveSubscription,
    push: (event: LiveEvent) => void,
  ): Asked<{ stop(): void }>;
  readiness(): Promise<Readiness>;
  /** Metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
}

/** Backups that the running service makes of itself, one at a time. */
export interface Backups {
  /** Begins one; it runs on after the answer. */
  begin(): Promise<Asked<BackupView>>;
  /** The newest first. */
  list(): Promise<BackupView[]>;
}

export interface Session {
  readonly id: string;
  readonly user: User;
}

export interface IssuedToken {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly cooperativeId: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Accounts, cookie sessions of people and bearer tokens of programs. Secrets are kept as hashes. */
export interface Accounts {
  signIn(name: string, password: string): Promise<Session | null>;
  session(sessionId: string): User | null;
  signOut(sessionId: string): void;
  bearer(token: string): User | null;
  list(): User[];
  create(account: User & { password: string }): Promise<Outcome<User, 'name_taken'>>;
  remove(name: string): Outcome<null, 'unknown' | 'last_admin'>;
  setPassword(name: string, password: string): Promise<boolean>;
  issueToken(token: Omit<IssuedToken, 'id' | 'createdAt'>): { token: string; issued: IssuedToken };
  tokens(): IssuedToken[];
  revokeToken(id: string): boolean;
}
