import { expect, test } from 'vitest';
import { toDevices } from '../../../../src/app/config/topology.ts';
import { countyGround } from '../../../../src/app/county-ground.ts';
import { CountyInHours } from '../../../../src/app/evaluation/county-in-hours.ts';
import { PastOfSlots } from '../../../../src/app/evaluation/past-of-slots.ts';
import { pointIndexesOf } from '../../../../src/contract/device-kinds.ts';
import { hourMs, instant, minuteMs, quarterMs } from '../../../../src/domain/instant.ts';
import { generatedConfig } from '../../../support/generated-county.ts';

const from = instant(Date.parse('2026-06-10T11:00:00+08:00'));
const stepMs = 5 * minuteMs;

/** Two hours of room, of which nothing has been yet. */
function ground() {
  const config = generatedConfig('small');
  const devices = toDevices(config).map(({ id, kind }, place) => ({ id, kind, key: place + 1 }));
  const readings = new PastOfSlots(devices, { from, slotMs: quarterMs, count: 8 });
  const county = new CountyInHours(countyGround(config, 1), { devices, readings, from, stepMs });
  const pv = devices.filter(({ kind }) => kind === 'pv').map(({ key }) => key);
  const range = { kind: 'pv', deviceKeys: pv, from, to: instant(from + 2 * hourMs) } as const;
  return { county, readings, pv, range };
}

test('what has not been yet is not there to be read', async () => {
  const { county, readings, pv, range } = ground();
  expect((await readings.readSlots('15m', range)).length).toBe(0);
  county.advance(instant(from + hourMs));
  expect(county.at).toBe(from + hourMs);
  const rows = await readings.readSlots('15m', range);
  expect(rows.length).toBe(4 * pv.length);
  expect(Math.max(...rows.slotStart)).toBe(from + hourMs - quarterMs);
});

test('a quarter hour is the mean of its steps, and sums are those of the devices', async () => {
  const { county, readings, range } = ground();
  county.advance(instant(from + quarterMs));
  const rows = await readings.readSlots('15m', range);
  const power = rows.values[pointIndexesOf('pv').get('powerKw') ?? -1] ?? new Float64Array();
  const sums = await readings.sumSlots('15m', range);
  expect(sums.sum[0]).toBeCloseTo(
    power.reduce((sum, kw) => sum + kw, 0),
    9,
  );
  expect(sums.sum[0]).toBeGreaterThan(0);
});

test('the mean of a slot weighs each stretch by its share', async () => {
  const readings = new PastOfSlots([{ key: 1 }], { from, slotMs: quarterMs, count: 1 });
  readings.add(1, { at: from, share: 2 / 3, values: { powerKw: 3 } });
  readings.add(1, { at: from + 2 * stepMs, share: 1 / 3, values: { powerKw: 9 } });
  const query = { kind: 'pv', deviceKeys: [1], from, to: instant(from + quarterMs) } as const;
  expect((await readings.sumSlots('15m', query)).sum).toEqual(Float64Array.of(5));
});
