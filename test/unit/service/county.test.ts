import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deviceQuerySchema } from '../../../src/contract/http.ts';
import { instant } from '../../../src/domain/instant.ts';
import { County } from '../../../src/service/county.ts';
import { Directory } from '../../../src/service/directory.ts';
import { LiveFeed } from '../../../src/service/live-feed.ts';
import { LiveState } from '../../../src/service/live-state.ts';
import type { NewDevice } from '../../../src/service/ports.ts';
import { openMemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { openStateDatabase } from '../../../src/storage/sqlite/state-database.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { smallTopology } from '../../support/devices.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const everything = { cooperativeId: null };
const own = { cooperativeId: 'coop-1' };
const nobody = { cooperativeId: '' };

const newDevice = (facts: Partial<NewDevice> = {}): NewDevice => ({
  ...{ id: 'pv-1', name: 'pv-1', kind: 'pv', nodeId: 'area-1', cooperativeId: 'coop-1' },
  ...{ ratingKw: 10, reportIntervalS: 60, profile: null },
  ...facts,
});

/** A county of one device for each cooperative and one of nobody, all in the first area but one. */
function ground() {
  const clock = fixedClock();
  const state = openStateDatabase(join(tempFolder(), 'state.sqlite'), {
    clock,
    log: capturedLog(),
  });
  onTestFinished(() => state.close());
  const { registry, quarantine } = state;
  const devices = registry.reconcile([
    newDevice(),
    newDevice({ id: 'pv-2', nodeId: 'area-2', cooperativeId: 'coop-2' }),
    newDevice({ id: 'meter', kind: 'transformer_meter', cooperativeId: null }),
  ]);
  const nodes = smallTopology.nodes.map((node) => ({
    ...node,
    ratingKva: node.kind === 'area' ? 400 : null,
  }));
  const directory = new Directory({ ...smallTopology, nodes }, devices);
  const live = new LiveState();
  const changed: string[] = [];
  const county = new County({
    ...{ directory, registry, live, quarantine, clock },
    ...{ store: openMemoryStore(), feed: new LiveFeed(directory, live, clock.now()) },
    ...{ timeZone: 'Asia/Shanghai', currency: 'CNY' },
    profiles: new Map([['shelly-3em', ['load', 'pcc_meter'] as const]]),
    toolNames: new Set(['grafana']),
    replay: () => ({ ok: true, value: { accepted: true, code: null, detail: null } }),
    readiness: async () => ({
      ready: true,
      parts: [],
      store: { awaySince: null, backlogMessages: 0, drainS: null },
    }),
    metrics: async () => '',
    onCredentialsChanged: (id) => changed.push(id),
  });
  return { county, clock, changed, registry };
}

const query = (facts: Record<string, string> = {}) => deviceQuerySchema.parse(facts);
const range = { from: instant(0), to: instant(900_000), resolution: '15m' as const };
const subscription = (facts: { nodeId?: string; deviceId?: string }) => ({
  nodeId: null,
  deviceId: null,
  lastEventId: null,
  ...facts,
});

describe('an account of a cooperative', () => {
  test('sees its own devices, and the nodes that they are at', () => {
    const { county } = ground();
    expect(county.devices(own, query()).items.map(({ id }) => id)).toEqual(['pv-1']);
    expect(county.devices(own, query({ cooperative: 'coop-2' })).total).toBe(0);
    const { nodes, cooperatives } = county.topology(own);
    expect(nodes.map(({ id, deviceCount }) => [id, deviceCount])).toEqual([
      ['county', 1],
      ['substation', 1],
      ['feeder', 1],
      ['area-1', 1],
    ]);
    expect(cooperatives.map(({ id }) => id)).toEqual(['coop-1']);
  });

  test.each(['pv-2', 'meter', 'nothing'])('does not learn that %s exists', async (id) => {
    const { county } = ground();
    for (const answer of [
      county.device(own, id),
      county.latest(own, id),
      county.readings(own, id, { ...range, points: null }),
      county.subscribe(own, subscription({ deviceId: id }), () => undefined),
    ]) {
      expect(answer).toMatchObject({ ok: false, fault: { code: 'unknown_device' } });
      expect(JSON.stringify(answer)).toContain(`There is no device ${id} that this account`);
    }
  });

  test('follows its own curve, and that of no node and no other cooperative', async () => {
    const { county } = ground();
    expect(await county.curve(own, 'coop-1', range)).toMatchObject({ ok: true });
    for (const id of ['county', 'area-1', 'coop-2']) {
      const refused = { ok: false, fault: { code: 'unknown_node' } };
      expect(await county.curve(own, id, range)).toMatchObject(refused);
      const following = county.subscribe(own, subscription({ nodeId: id }), () => undefined);
      expect(following).toMatchObject(refused);
    }
  });

  test('that belongs to none of them sees nothing', async () => {
    const { county } = ground();
    expect(county.devices(nobody, query()).total).toBe(0);
    expect(county.topology(nobody)).toMatchObject({ nodes: [], cooperatives: [] });
    expect(await county.curve(nobody, '', range)).toMatchObject({ ok: false });
  });
});

describe('a registration', () => {
  test.each([
    ['at a node that is not there', { nodeId: 'area-9' }, 'unknown_node'],
    ['for a cooperative that is not there', { cooperativeId: 'coop-9' }, 'unknown_cooperative'],
    ['with a profile that is not loaded', { profile: 'no-such' }, 'unknown_profile'],
    ['with a profile that is for other kinds', { profile: 'shelly-3em' }, 'wrong_profile'],
    ['without the power that its kind needs', { ratingKw: null }, 'wrong_rating'],
    ['with a power that its kind has not', { kind: 'weather_station' as const }, 'wrong_rating'],
    [
      'as a meter of a node without a rating',
      { kind: 'pcc_meter' as const, nodeId: 'feeder', ratingKw: null },
      'wrong_rating',
    ],
    ['under the id of another device', { id: 'pv-2' }, 'id_taken'],
    ['under the name of a tool, whose rights it would get', { id: 'grafana' }, 'id_taken'],
    ['under the id of a node', { id: 'area-1' }, 'id_taken'],
    ['under the id of a cooperative', { id: 'coop-1' }, 'id_taken'],
  ])('%s is refused', (_, facts, code) => {
    const { county } = ground();
    const device = newDevice({ id: 'new', ...facts });
    expect(county.register(device)).toMatchObject({ ok: false, fault: { code } });
    expect(county.devices(everything, query()).total).toBe(3);
  });

  test('gives a meter the rating of its node where it states none', () => {
    const { county } = ground();
    const meter = newDevice({ id: 'new', kind: 'transformer_meter', ratingKw: null });
    expect(county.register(meter)).toMatchObject({ value: { ratingKw: 400 } });
    const own = county.register({ ...meter, id: 'own', ratingKw: 50 });
    expect(own).toMatchObject({ value: { ratingKw: 50 } });
  });

  test('makes the device part of the county at once', () => {
    const { county } = ground();
    expect(county.register(newDevice({ id: 'new' }))).toMatchObject({ ok: true });
    expect(county.devices(own, query()).items.map(({ id }) => id)).toEqual(['new', 'pv-1']);
  });
});

describe('a retirement', () => {
  test('ends credentials, and takes the device out of counts and lists but not out of history', () => {
    const { county, clock, changed } = ground();
    county.register(newDevice({ id: 'new' }));
    expect(county.retire('new')).toMatchObject({ ok: true, value: { retiredAt: clock.now() } });
    expect(changed).toEqual(['new']);
    expect(county.topology(everything).nodes[0]?.deviceCount).toBe(3);
    expect(county.topology(own).cooperatives[0]?.deviceCount).toBe(1);
    expect(county.devices(everything, query()).total).toBe(3);
    const retired = county.devices(everything, query({ retired: 'true' }));
    expect(retired.items.map(({ id }) => id)).toEqual(['new']);
    expect(county.readings(own, 'new', { ...range, points: null })).toMatchObject({ ok: true });
    expect(county.retire('new')).toMatchObject({ ok: false, fault: { code: 'retired_device' } });
  });

  test('is refused for a device of the configuration file', () => {
    const { county } = ground();
    const refused = { ok: false, fault: { code: 'not_registered_here' } };
    expect(county.retire('pv-1')).toMatchObject(refused);
  });
});

test('a new credential ends what the old one was good for', async () => {
  const { county, changed, registry } = ground();
  const first = await county.issueCredential('pv-1');
  const second = await county.issueCredential('pv-1');
  expect(changed).toEqual(['pv-1', 'pv-1']);
  if (!first.ok || !second.ok) throw new Error('no credential');
  expect(await registry.checkCredential('pv-1', first.value.password)).toBe(false);
  expect(await registry.checkCredential('pv-1', second.value.password)).toBe(true);
});

test('lists are searched, filtered and paged', () => {
  const { county } = ground();
  const ids = (facts: Record<string, string>) =>
    county.devices(everything, query(facts)).items.map(({ id }) => id);
  expect(ids({ search: 'METER' })).toEqual(['meter']);
  expect(ids({ kind: 'pv' })).toEqual(['pv-1', 'pv-2']);
  expect(ids({ node: 'area-2' })).toEqual(['pv-2']);
  expect(ids({ state: 'online' })).toEqual([]);
  expect(ids({ offset: '1', limit: '1' })).toEqual(['pv-1']);
});
