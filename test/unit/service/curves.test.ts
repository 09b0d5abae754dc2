import { describe, expect, test } from 'vitest';
import { curveColumns } from '../../../src/contract/http.ts';
import { instant, quarterMs } from '../../../src/domain/instant.ts';
import { curveRows, hoursOf, type SumSlots } from '../../../src/service/curves.ts';
import { Directory, membersAt } from '../../../src/service/directory.ts';
import type { SlotSum } from '../../../src/service/ports.ts';
import { deviceWith, smallTopology } from '../../support/devices.ts';

const t0 = Date.parse('2026-05-04T02:00:00Z');
const range = { from: instant(t0), to: instant(t0 + 8 * quarterMs) };

/** Slots by their number after `t0`: sum, completeness, quality. */
function sumOf(slots: Record<number, readonly [number, number, number]>): SlotSum {
  const rows = Object.entries(slots);
  return {
    slotStart: Float64Array.from(rows, ([slot]) => t0 + Number(slot) * quarterMs),
    sum: Float64Array.from(rows, ([, [sum]]) => sum),
    completenessSum: Float64Array.from(rows, ([, [, completeness]]) => completeness),
    worstQuality: Uint8Array.from(rows, ([, [, , quality]]) => quality),
  };
}

const empty = sumOf({});

async function rowsOf(
  devices: Parameters<typeof deviceWith>[0][],
  sums: Readonly<Record<string, SlotSum>>,
  node = 'area-1',
) {
  const directory = new Directory(
    smallTopology,
    devices.map((facts, index) => deviceWith({ key: index + 1, id: `d-${index}`, ...facts })),
  );
  const members = directory.curveMembers(node);
  if (members === null) throw new Error(`${node} is no node`);
  const asked: Parameters<SumSlots>[0][] = [];
  const sumSlots: SumSlots = async (query) => {
    asked.push(query);
    return sums[query.kind] ?? empty;
  };
  const rows = await curveRows(members, range, sumSlots);
  const records = rows.map((row) =>
    Object.fromEntries(curveColumns.map((name, index) => [name, row[index] ?? null])),
  );
  return { records, asked };
}

describe('the curve of a node', () => {
  test('adds kinds up into their parts, and closes with the residual', async () => {
    const { records } = await rowsOf(
      [{ kind: 'pv' }, { kind: 'load' }, { kind: 'battery' }, { kind: 'transformer_meter' }],
      {
        pv: sumOf({ 0: [50, 1, 0] }),
        load: sumOf({ 0: [30, 1, 0] }),
        battery: sumOf({ 0: [-5, 1, 0] }),
        transformer_meter: sumOf({ 0: [-14, 1, 0] }),
      },
    );
    expect(records).toEqual([
      {
        ...{ at: '2026-05-04T02:00:00.000Z', pvPowerKw: 50, loadPowerKw: 30, batteryPowerKw: -5 },
        ...{ pccPowerKw: -14, windPowerKw: null, biogasPowerKw: null, heatPumpPowerKw: null },
        ...{ evPowerKw: null, residualKw: -14 - 5 + 50 - 30, completeness: 1, quality: 'good' },
      },
    ]);
  });

  test('is ordered by time, leaves out slots without data, and says how complete the others are', async () => {
    const { records } = await rowsOf([{ kind: 'pv' }, { kind: 'pv' }, { kind: 'load' }], {
      pv: sumOf({ 2: [8, 1.5, 1] }),
      load: sumOf({ 0: [3, 1, 2], 2: [4, 0.5, 0] }),
    });
    expect(records.map(({ at }) => at)).toEqual([
      '2026-05-04T02:00:00.000Z',
      '2026-05-04T02:30:00.000Z',
    ]);
    expect(records.map(({ completeness }) => completeness)).toEqual([1 / 3, 2 / 3]);
    expect(records.map(({ quality }) => quality)).toEqual(['invalid', 'questionable']);
    expect(records.map(({ pvPowerKw }) => pvPowerKw)).toEqual([null, 8]);
  });

  test('asks once for each kind, and not for kinds outside the balance', async () => {
    const { asked } = await rowsOf(
      [{ kind: 'pv' }, { kind: 'weather_station' }, { kind: 'pv' }, { kind: 'heat_store' }],
      {},
    );
    expect(asked).toMatchObject([{ kind: 'pv', deviceKeys: [1, 3] }]);
  });

  test('expects devices until they were retired, and leaves out those that were before', async () => {
    const { records, asked } = await rowsOf(
      [
        { kind: 'pv' },
        { kind: 'pv', retiredAt: instant(t0 + quarterMs) },
        { kind: 'pv', retiredAt: instant(t0) },
      ],
      { pv: sumOf({ 0: [8, 2, 0], 1: [4, 1, 0] }) },
    );
    expect(asked).toMatchObject([{ kind: 'pv', deviceKeys: [1, 2] }]);
    expect(records.map(({ completeness }) => completeness)).toEqual([1, 1]);
  });

  test('of a cooperative has no exchange', async () => {
    const { asked } = await rowsOf(
      [
        { kind: 'pv', cooperativeId: 'coop-1' },
        { kind: 'pcc_meter', cooperativeId: 'coop-1' },
        { kind: 'pv', cooperativeId: 'coop-2' },
      ],
      {},
      'coop-1',
    );
    expect(asked).toMatchObject([{ kind: 'pv', deviceKeys: [1] }]);
  });
});

describe('the exchange of a node whose meter was retired', () => {
  const retiredAt = instant(t0 + 4 * quarterMs + 60_000);
  const node = 'feeder';
  const meters = [
    { kind: 'pcc_meter', nodeId: 'feeder', retiredAt },
    { kind: 'transformer_meter', nodeId: 'area-1' },
    { kind: 'transformer_meter', nodeId: 'area-2' },
  ] as const;

  test('is measured by the meters below from then on', async () => {
    const { records, asked } = await rowsOf(
      [...meters],
      {
        pcc_meter: sumOf({ 0: [-20, 1, 0], 4: [-21, 0.1, 0] }),
        transformer_meter: sumOf({ 5: [-19, 2, 0] }),
      },
      node,
    );
    expect(records.map(({ pccPowerKw, completeness }) => [pccPowerKw, completeness])).toEqual([
      [-20, 1],
      [-21, 0.1],
      [-19, 1],
    ]);
    expect(asked).toEqual([
      { kind: 'pcc_meter', deviceKeys: [1], from: range.from, to: t0 + 5 * quarterMs },
      { kind: 'transformer_meter', deviceKeys: [2, 3], from: t0 + 5 * quarterMs, to: range.to },
    ]);
  });

  test('is what they measure now', () => {
    const directory = new Directory(
      smallTopology,
      meters.map((facts, index) => deviceWith({ key: index + 1, id: `d-${index}`, ...facts })),
    );
    const members = directory.curveMembers(node) ?? { parts: [], exchange: [] };
    const idsAt = (at: number) => membersAt(members, instant(at)).map(({ id }) => id);
    expect(idsAt(t0)).toEqual(['d-0']);
    expect(idsAt(retiredAt)).toEqual(['d-1', 'd-2']);
  });
});

describe('hours', () => {
  test('are means of their quarters; one that misses quarters says so', () => {
    const hours = hoursOf(
      sumOf({ 0: [2, 1, 0], 1: [4, 1, 0], 2: [6, 1, 1], 3: [8, 0.6, 0], 4: [9, 1, 0] }),
    );
    expect([...hours.slotStart]).toEqual([t0, t0 + 4 * quarterMs]);
    expect([...hours.sum]).toEqual([5, 9]);
    expect(hours.completenessSum[0]).toBeCloseTo(0.9, 9);
    expect(hours.completenessSum[1]).toBeCloseTo(0.25, 9);
    expect([...hours.worstQuality]).toEqual([1, 0]);
  });

  test('without values have none', () => {
    expect(hoursOf(sumOf({ 0: [Number.NaN, 0, 2] })).sum[0]).toBeNaN();
    expect(hoursOf(empty).slotStart).toHaveLength(0);
  });
});
