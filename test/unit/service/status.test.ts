import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
  const parts: StatusParts = {
    ...world,
    ...{ clock, store: world.faulty.store, quarantine, quarantineDesk },
    gate: new MessageGate({ journal, desk: quarantineDesk, clock, log }),
    desk: new FaultDesk(quarantineDesk),
    feed: new LiveFeed(directory, live, clock.now()),
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
  };
  return { world, parts, link, failing };
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
    ]);
  });

  test('ends with the way to the devices, and says so', async () => {
    const { parts, link } = await ground();
    Object.assign(link, { ok: false, detail: 'not connected' });
    expect(await readinessOf(parts)).toMatchObject({
      ready: false,
      parts: [{ name: 'broker', ok: false, detail: 'not connected' }, {}, {}],
    });
  });

  test('ends when the store fails, says why, and is back when it takes again', async () => {
    const { world, parts, failing } = await ground();
    await failing();
    expect(await readinessOf(parts)).toMatchObject({
      ready: false,
      parts: [{}, {}, { name: 'store', ok: false, detail: 'the disk is full' }],
    });
    world.faulty.before('write', null);
    await eventually(
      () => readinessOf(parts),
      ({ ready }) => ready,
    );
  });

  test('ends when the journal holds devices back', async () => {
    const { parts } = await ground();
    const stats = { ...parts.journal.stats(), heldAppends: 3 };
    const journal = { ...parts.journal, stats: () => stats } as StatusParts['journal'];
    const { ready, parts: checks } = await readinessOf({ ...parts, journal });
    expect(ready).toBe(false);
    expect(checks[1]?.detail).toContain('3 messages wait to be acknowledged');
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
    expect(metric(text, 'paulownia_store_backlog_bytes')).toBeGreaterThan(0);
    expect(metric(text, 'paulownia_live_backlog_bytes')).toBe(0);
  });
});
