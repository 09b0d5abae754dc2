import type {
  DeviceDetail,
  DeviceList,
  DeviceQuery,
  LatestView,
  TopologyView,
} from '../contract/http.ts';
import type { Device } from '../domain/device.ts';
import { fail, succeed } from '../domain/outcome.ts';
import type {
  Asked,
  CountyApplication,
  LiveEvent,
  LiveSubscription,
  Scope,
  TableAnswer,
  TableQuery,
} from './application.ts';
import { curveTable } from './curve-table.ts';
import { readingsTable } from './device-readings.ts';
import type { LiveFeed } from './live-feed.ts';
import type { LiveState } from './live-state.ts';
import type { Clock, DeviceRegistry, NewDevice, QuarantineStore, ReadingStore } from './ports.ts';
import {
  type RegistrationRules,
  refuse,
  registrationFault,
  retiredDevice,
  unknownDevice,
  unknownNode,
  withRating,
} from './request-faults.ts';
import { deviceDetail, deviceView, latestView } from './views.ts';

export interface CountyDeps extends RegistrationRules {
  readonly registry: DeviceRegistry;
  readonly live: LiveState;
  readonly feed: LiveFeed;
  readonly store: ReadingStore;
  readonly quarantine: QuarantineStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly currency: string;
  readonly replay: (
    id: number,
  ) => Asked<{ accepted: boolean; code: string | null; detail: string | null }>;
  readonly readiness: CountyApplication['readiness'];
  readonly metrics: CountyApplication['metrics'];
  /** Told when what a device was allowed until now no longer holds. */
  readonly onCredentialsChanged: (deviceId: string) => void;
}

/** The county as people and programs see it. */
export class County implements CountyApplication {
  readonly #deps: CountyDeps;
  readonly quarantine: Pick<QuarantineStore, 'list' | 'stats'>;

  constructor(deps: CountyDeps) {
    this.#deps = deps;
    this.quarantine = deps.quarantine;
  }

  topology(scope: Scope): TopologyView {
    const { directory, timeZone, currency } = this.#deps;
    const inService = this.#visible(scope).filter(({ retiredAt }) => retiredAt === null);
    const visible = new Set(inService);
    const { nodes, cooperatives } = directory.topology;
    const countUnder = (nodeId: string): number =>
      directory.devicesUnder(nodeId).filter((device) => visible.has(device)).length;
    return {
      timeZone,
      currency,
      nodes: nodes
        .map((node) => ({ ...node, deviceCount: countUnder(node.id) }))
        .filter(({ deviceCount }) => scope.cooperativeId === null || deviceCount > 0),
      cooperatives: cooperatives
        .filter(({ id }) => scope.cooperativeId === null || id === scope.cooperativeId)
        .map(({ id, name, nameEn }) => ({
          id,
          name,
          nameEn,
          deviceCount: inService.filter((device) => device.cooperativeId === id).length,
        })),
    };
  }

  devices(scope: Scope, query: DeviceQuery): DeviceList {
    const { live, clock, directory } = this.#deps;
    const now = clock.now();
    const under = query.node === undefined ? null : new Set(directory.devicesUnder(query.node));
    const search = query.search?.toLowerCase();
    const matching = this.#visible(scope)
      .filter((device) => (device.retiredAt !== null) === (query.retired === 'true'))
      .filter((device) => query.kind === undefined || device.kind === query.kind)
      .filter((device) => under === null || under.has(device))
      .filter(
        (device) => query.cooperative === undefined || device.cooperativeId === query.cooperative,
      )
      .filter(
        (device) =>
          search === undefined || `${device.id} ${device.name}`.toLowerCase().includes(search),
      )
      .filter((device) => query.state === undefined || live.stateOf(device, now) === query.state)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      total: matching.length,
      items: matching
        .slice(query.offset, query.offset + query.limit)
        .map((device) => deviceView(device, live, now)),
    };
  }

  device(scope: Scope, id: string): Asked<DeviceDetail> {
    const { live, clock, registry } = this.#deps;
    return this.#withDevice(scope, id, (device) =>
      succeed(
        deviceDetail(device, live, { now: clock.now(), hasCredential: registry.hasCredential(id) }),
      ),
    );
  }

  latest(scope: Scope, id: string): Asked<LatestView> {
    const { live, clock } = this.#deps;
    return this.#withDevice(scope, id, (device) => succeed(latestView(device, live, clock.now())));
  }

  register(device: NewDevice): Asked<Device> {
    const fault = registrationFault(device, this.#deps);
    if (fault !== null) return fail(fault);
    const registered = this.#deps.registry.register(withRating(device, this.#deps.directory));
    if (!registered.ok) {
      return refuse('id_taken', `The id ${device.id} belongs to another device; choose a new one.`);
    }
    this.#deps.directory.put(registered.value);
    return registered;
  }

  retire(id: string): Asked<Device> {
    const { directory, registry, clock } = this.#deps;
    const device = directory.device(id);
    if (device === undefined) return unknownDevice(id);
    if (device.retiredAt !== null) return retiredDevice(id);
    if (device.origin === 'configuration') {
      return refuse(
        'not_registered_here',
        `${id} stands in the configuration file; take it out there and restart the service.`,
      );
    }
    const retired = registry.retire(id, clock.now());
    if (retired === null) return unknownDevice(id);
    directory.put(retired);
    this.#deps.onCredentialsChanged(id);
    return succeed(retired);
  }

  async issueCredential(id: string): Promise<Asked<{ username: string; password: string }>> {
    const device = this.#deps.directory.device(id);
    if (device === undefined) return unknownDevice(id);
    if (device.retiredAt !== null) return retiredDevice(id);
    const password = await this.#deps.registry.issueCredential(id);
    this.#deps.onCredentialsChanged(id);
    return succeed({ username: id, password });
  }

  readings(
    scope: Scope,
    id: string,
    query: TableQuery & { readonly points: readonly string[] | null },
  ): Asked<TableAnswer> {
    const { store, directory, timeZone } = this.#deps;
    return this.#withDevice(scope, id, (device) =>
      readingsTable(device, query, { store, directory, timeZone }),
    );
  }

  async curve(scope: Scope, id: string, query: TableQuery): Promise<Asked<TableAnswer>> {
    const { directory, store } = this.#deps;
    const members = this.#mayFollow(scope, id) ? directory.curveMembers(id) : null;
    if (members === null) return unknownNode(id);
    return curveTable(members, query, { store, directory });
  }

  replayQuarantined(id: number): ReturnType<CountyDeps['replay']> {
    return this.#deps.replay(id);
  }

  subscribe(
    scope: Scope,
    { nodeId, deviceId, lastEventId }: LiveSubscription,
    push: (event: LiveEvent) => void,
  ): Asked<{ stop(): void }> {
    const { directory, feed, clock } = this.#deps;
    if (
      nodeId !== null &&
      !(this.#mayFollow(scope, nodeId) && directory.curveMembers(nodeId) !== null)
    ) {
      return unknownNode(nodeId);
    }
    const device =
      deviceId === null ? null : this.#withDevice(scope, deviceId, (found) => succeed(found));
    if (device !== null && !device.ok) return device;
    const options = { lastEventId, now: clock.now(), push };
    const stops = [
      ...(nodeId === null ? [] : [feed.follow('node', nodeId, options)]),
      ...(deviceId === null ? [] : [feed.follow('device', deviceId, options)]),
    ];
    return succeed({
      stop: () => {
        for (const stop of stops) stop();
      },
    });
  }

  readiness(): ReturnType<CountyApplication['readiness']> {
    return this.#deps.readiness();
  }

  metrics(): Promise<string> {
    return this.#deps.metrics();
  }

  #visible({ cooperativeId }: Scope): Device[] {
    const devices = [...this.#deps.directory.devices()];
    return devices.filter(
      (device) => cooperativeId === null || device.cooperativeId === cooperativeId,
    );
  }

  /** A cooperative follows its own curve only; the nodes of the tree hold other people's devices. */
  #mayFollow({ cooperativeId }: Scope, id: string): boolean {
    return cooperativeId === null || cooperativeId === id;
  }

  #withDevice<Value>(
    { cooperativeId }: Scope,
    id: string,
    use: (device: Device) => Asked<Value>,
  ): Asked<Value> {
    const device = this.#deps.directory.device(id);
    const hidden = cooperativeId !== null && device?.cooperativeId !== cooperativeId;
    return device === undefined || hidden ? unknownDevice(id) : use(device);
  }
}
