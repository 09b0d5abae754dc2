import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ClockWatch } from '../../../src/service/clock-watch.ts';
import { FaultDesk } from '../../../src/service/fault-desk.ts';
import { LiveFeed } from '../../../src/service/live-feed.ts';
import { MessageGate } from '../../../src/service/message-gate.ts';
import { metricsOf, readinessOf, type StatusParts } from '../../../src/service/status.ts';
import { StoreTrouble } from '../../support/faulty-store.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { ingestWorld, pv } from '../../support/ingest-world.ts';
import { quarantineGround } from '../../support/quarantine-ground.ts';
import { eventually } from '../../support/running-service.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clock = fixedClock();

/** A working service without its wires, and what it says of itself. */
async function ground() {
  const folder = tempFolder();
  const world = await ingestWorld(join(folder, 'journal'), { receivedAt: clock.now() });
  const { quarantine, desk: quarantineDesk } = quarantineGround(join(folder, 'state.sqlite'));
  const { journal, directory, live, log } = world;
  const link = { ok: true, detail: '3 connections' };
  const steady = { ms: 0 };
  const parts: StatusParts = {
    weather: null,
    ...world,
    ...{ clock, store: world.faulty.store, quarantine, quarantineDesk },
    gate: new MessageGate({ journal, desk: quarantineDesk, clock, log }),
    desk: new FaultDesk(quarantineDesk),
    feed: new LiveFeed(directory, live, clock.now()),
    clockWatch: new ClockWatch({ clock, steadyMs: () => steady.ms, log }),
    broker: () => link,
    residentBytes: () => 123_456,
  };
  const failing = async () => {
    world.faulty.before('write', () => {
      throw new StoreTrouble('the disk is full');
    });
    world.faulty.before('stats', () => {
      throw new StoreTrouble('the disk is full');
    });
    await world.send({ measuredAt: clock.now(), values: { powerKw: 7 } });
    await eventually(
      () => world.writer.stats().fault,
      (fault) => fault !== null,
    );
    clock.advance(90_000);
  };
  return { world, parts, link, steady, failing };
}

describe('readiness', () => {
  test('means that devices are acknowledged and what they said is stored', async () => {
    const { parts } = await ground();
    const { ready, parts: checks } = await readinessOf(parts);
    expect(ready).toBe(true);
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['broker', true],
      ['journal', true],
      ['store', true],
      ['clock', true],
    ]);
    expect(
      checks.every(({ condition, remedy }) => condition === 'working' && remedy === null),
    ).toBe(true);
  });

  test('ends with the way to the devices, and says so', async () => {
    const { parts, link } = await ground();
    Object.assign(link, { ok: false, detail: 'not connected' });
    expect(await readinessOf(parts)).toMatchObject({
      ready: false,
      parts: [
        { name: 'broker', ok: false, condition: 'broker_away', detail: 'not connected' },
        {},
        {},
        {},
      ],
    });
  });

  test('ends when the store fails, says why, and is back when it takes again', async () => {
    const { world, parts, failing } = await ground();
    await failing();
    expect(await readinessOf(parts)).toMatchObject({
      ready: false,
      parts: [
        {},
        {},
        {
          ...{ name: 'store', ok: false },
          detail: expect.stringMatching(
            /^away since 2026-.*Z, for 90 s: the disk is full; 1 messages wait in the journal$/,
          ),
          condition: 'store_disk_full',
          remedy: expect.stringContaining('Make room on the disk of store.folder'),
        },
        {},
      ],
      store: { awaySince: expect.any(String), backlogMessages: 1, drainS: null },
    });
    world.faulty.before('write', null);
    const { store } = await eventually(
      () => readinessOf(parts),
      ({ ready }) => ready,
    );
    expect(store).toEqual({ awaySince: null, backlogMessages: 0, drainS: 0 });
  });

  test('says about how long the rest takes once the store has been measured', async () => {
    const { world, parts, failing } = await ground();
    await failing();
    const { ingest } = parts;
    const stats = () => ({ ...ingest.stats(), storeBacklogMessages: 48_000 });
    const writer = { stats: () => world.writer.stats(), drainMs: () => 190_000 };
    const { parts: checks } = await readinessOf({
      ...parts,
      ...({ ingest: { stats }, writer } as unknown as Pick<StatusParts, 'ingest' | 'writer'>),
    });
    expect(checks[2]?.detail).toContain(
      '48000 messages wait in the journal and take about 3 min once it answers',
    );
  });

  test('ends when the journal holds devices back', async () => {
    const { parts } = await ground();
    const stats = { ...parts.journal.stats(), acknowledges: false, heldAppends: 3 };
    const journal = { ...parts.journal, stats: () => stats } as StatusParts['journal'];
    const { ready, parts: checks } = await readinessOf({ ...parts, journal });
    expect(ready).toBe(false);
    expect(checks[1]?.detail).toContain('devices are not acknowledged, 3 messages wait');
    expect(checks[1]).toMatchObject({ ok: false, condition: 'journal_full' });
  });

  test.each([
    [{ lastError: 'preparing: ENOSPC' }, true, 'journal_disk_low'],
    [{ lastError: 'preparing: ENOSPC', acknowledges: false }, false, 'journal_disk_full'],
    [{ lastError: 'syncing: EIO: i/o error' }, false, 'journal_disk_fault'],
    [{ damagedBytes: 300, lostBytes: 100 }, true, 'journal_damaged'],
    [{ damagedBytes: 300, lostBytes: 0 }, true, 'working'],
  ])('tells of a journal with %o', async (what, ok, condition) => {
    const { parts } = await ground();
    const stats = { ...parts.journal.stats(), ...what };
    const journal = { ...parts.journal, stats: () => stats } as StatusParts['journal'];
    const { ready, parts: checks } = await readinessOf({ ...parts, journal });
    expect(ready).toBe(ok);
    expect(checks[1]).toMatchObject({ ok, condition });
    expect(checks[1]?.remedy === null).toBe(condition === 'working');
  });

  test('tells for an hour that the clock was set, and goes on', async () => {
    const { parts, steady } = await ground();
    const look = async (clockMs: number, steadyMs: number) => {
      clock.advance(clockMs);
      steady.ms += steadyMs;
      parts.clockWatch.look();
      const { ready, parts: checks } = await readinessOf(parts);
      expect(ready).toBe(true);
      return checks[3];
    };
    expect(await look(1_000, 1_000)).toMatchObject({ condition: 'working' });
    expect(await look(4_000, 1_000)).toMatchObject({ condition: 'working' });
    const stepped = await look(-3_599_000, 1_000);
    expect(stepped).toMatchObject({ condition: 'clock_stepped', ok: true });
    expect(stepped?.detail).toContain('set back by 3600 s');
    expect((await look(3_601_000, 1_000))?.detail).toContain('set forward by 3600 s');
    expect(await look(3_500_000, 3_500_000)).toMatchObject({ condition: 'clock_stepped' });
    expect(await look(200_000, 200_000)).toMatchObject({ condition: 'working' });
    expect(parts.clockWatch.steps).toBe(2);
  });
});

describe('metrics', () => {
  const metric = (text: string, name: string) =>
    Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1]);

  test('count what was taken, and by state what there is', async () => {
    const { world, parts } = await ground();
    await world.send({ measuredAt: clock.now(), seq: 1, values: { powerKw: 7 } });
    await world.send({ measuredAt: clock.now() + 1, seq: 4, values: { powerKw: 9_999 } });
    await eventually(
      () => world.writer.stats().inserted,
      (inserted) => inserted === 2,
    );
    const text = await metricsOf(parts);
    expect(metric(text, 'paulownia_readings_total')).toBe(2);
    expect(metric(text, 'paulownia_readings_doubtful_total{quality="invalid"}')).toBe(1);
    expect(metric(text, 'paulownia_store_inserted_total')).toBe(2);
    expect(metric(text, 'paulownia_store_rows')).toBe(2);
    expect(metric(text, 'paulownia_devices{state="online"}')).toBe(1);
    expect(metric(text, 'paulownia_seq_gaps')).toBe(2);
    expect(metric(text, 'paulownia_resident_bytes')).toBe(123_456);
    expect(world.live.of(pv).seqGaps).toBe(2);
  });

  test('answer while the store does not, with what waits for it', async () => {
    const { parts, failing } = await ground();
    await failing();
    const text = await metricsOf(parts);
    expect(text).not.toContain('paulownia_store_rows');
    expect(metric(text, 'paulownia_store_failures_total')).toBeGreaterThan(0);
    expect(metric(text, 'paulownia_store_away_seconds')).toBe(90);
    expect(metric(text, 'paulownia_store_backlog_messages')).toBe(1);
    expect(metric(text, 'paulownia_store_backlog_bytes')).toBeGreaterThan(0);
    expect(metric(text, 'paulownia_live_backlog_bytes')).toBe(0);
  });
});
