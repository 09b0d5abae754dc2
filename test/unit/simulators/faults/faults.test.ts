import { describe, expect, test } from 'vitest';
import { damaged } from '../../../../simulators/faults/damage.ts';
import { instant, minuteMs } from '../../../../src/domain/instant.ts';
import { beginAt, layerOf, type Seen, seenWith, trueValues } from './faulty-device.ts';

const hour = '{ fault: $, devices: pv-1, from: +60 min, to: +120 min }';

function during(fault: string, more = ''): Seen[] {
  return seenWith(hour.replace('$', fault).replace(' }', `${more} }`));
}

function minuteOf({ measuredAt }: Seen): number {
  return Math.round((measuredAt - beginAt) / minuteMs);
}

function reasonsOf(all: readonly Seen[]): string[] {
  return [...new Set(all.flatMap(({ reasons }) => reasons))];
}

test('without a fault every reading arrives in order and is good', () => {
  const all = during('delay', ', share: 0');
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 180 }, (_, seq) => seq));
  expect(all.flatMap(({ codes, reasons }) => [...codes, ...reasons])).toEqual([]);
  expect(all.map(({ values }) => values)).toEqual(
    all.map(({ measuredAt }) => trueValues(instant(measuredAt))),
  );
});

describe('what the service sees of', () => {
  test('a drop-out: a gap in the numbers, and the same again when the script says so', () => {
    const numbers = during('drop_out').map(({ seq }) => seq ?? -1);
    expect(numbers).toHaveLength(120);
    expect(numbers.filter((seq) => seq >= 60 && seq < 120)).toEqual([]);
    const half = during('drop_out', ', strength: 0.5').map(({ seq }) => seq);
    expect(half.length).toBeGreaterThan(135);
    expect(half.length).toBeLessThan(165);
    expect(during('drop_out', ', strength: 0.5').map(({ seq }) => seq)).toEqual(half);
  });

  test('duplicates: the same reading twice, of one time', () => {
    const all = during('duplicate');
    expect(all).toHaveLength(240);
    const twice = all.filter((each) => minuteOf(each) === 61);
    expect(twice).toHaveLength(2);
    expect(twice[0]?.values).toEqual(twice[1]?.values);
    expect(reasonsOf(all)).toEqual([]);
  });

  test('disorder: every second reading is overtaken, none is lost', () => {
    const numbers = during('reorder').map(({ seq }) => seq ?? -1);
    expect(numbers.slice(58, 64)).toEqual([58, 59, 61, 60, 63, 62]);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index));
  });

  test('a delay: readings that are old when they come', () => {
    const all = during('delay', ', strength: 600');
    const ages = all.map(({ receivedAt, measuredAt }) => receivedAt - measuredAt);
    expect(all).toHaveLength(180);
    expect(Math.max(...ages)).toBeGreaterThan(8 * minuteMs);
    expect(Math.max(...ages)).toBeLessThanOrEqual(10 * minuteMs);
    expect(reasonsOf(all)).toEqual([]);
  });

  test('garbage: a fault with a code for each message, and no wrong value', () => {
    const all = during('garbage');
    const bad = all.filter(({ codes }) => codes.length > 0);
    expect(bad).toHaveLength(60);
    expect(bad.every(({ seq }) => seq === null)).toBe(true);
    expect(all.filter(({ codes }) => codes.length === 0)).toHaveLength(120);
  });

  test('a frozen sensor: one power for an hour, then stuck; its registers go on', () => {
    const frozen = during('frozen_sensor').slice(60, 120);
    expect(new Set(frozen.map(({ values }) => values.powerKw)).size).toBe(1);
    expect(new Set(frozen.map(({ values }) => values.energyTotalKwh)).size).toBe(60);
    const long = '{ fault: frozen_sensor, devices: pv-1, from: +30 min }';
    const stuck = seenWith(long).filter(({ reasons }) => reasons.includes('stuck'));
    expect(stuck.length).toBeGreaterThan(60);
    expect(stuck.every((each) => minuteOf(each) >= 90)).toBe(true);
  });

  test('drift: values that leave the truth slowly, registers that do not', () => {
    const all = during('drift', ', strength: 0.12');
    const at119 = all[119];
    const truth = trueValues(instant(beginAt + 119 * minuteMs));
    expect((at119?.values.powerKw ?? 0) / (truth.powerKw ?? 1)).toBeCloseTo(1.118, 4);
    expect(at119?.values.energyTotalKwh).toBe(truth.energyTotalKwh);
    expect(all[120]?.values).toEqual(trueValues(instant(beginAt + 120 * minuteMs)));
  });

  test('a wrong sign: power of plausible size in the wrong direction', () => {
    const all = during('wrong_sign');
    const doubted = all.filter(({ reasons }) => reasons.includes('sign_doubt'));
    expect(doubted.map(minuteOf)).toEqual(Array.from({ length: 60 }, (_, index) => 60 + index));
    expect(doubted.every(({ values }) => (values.powerKw ?? 0) < 0)).toBe(true);
  });

  test('a clock ahead: readings from the future', () => {
    const ahead = (all: readonly Seen[]): number =>
      all.filter(({ reasons }) => reasons.includes('clock_ahead')).length;
    expect(ahead(during('clock_skew'))).toBe(60);
    expect(ahead(during('clock_skew', ', strength: 20'))).toBe(0);
    expect(layerOf(hour.replace('$', 'clock_skew')).clockOf('pv-1', instant(beginAt))).toBe(
      beginAt,
    );
  });

  test('a meter reset: a register that begins again at nought, and does not come back', () => {
    const all = during('meter_reset');
    expect(all[59]?.values.energyTotalKwh).toBeCloseTo(50_059, 6);
    expect(all[60]?.values.energyTotalKwh).toBe(0);
    expect(all[179]?.values.energyTotalKwh).toBeCloseTo(119, 6);
    const back = all.filter(({ reasons }) => reasons.includes('register_reset'));
    expect(back.map(minuteOf)).toEqual([60]);
  });
});

test('a new meter and a frozen sensor are remembered over a restart', () => {
  const entries = `${hour.replace('$', 'meter_reset')}, ${hour.replace('$', 'frozen_sensor')}`;
  const first = layerOf(entries);
  const at = (minute: number) => instant(beginAt + minute * minuteMs);
  const frozen = first.valuesOf('pv-1', at(60), trueValues(at(60)));
  const second = layerOf(entries, JSON.parse(JSON.stringify(first.saved())));
  const { powerKw, energyTotalKwh } = second.valuesOf('pv-1', at(90), trueValues(at(90)));
  expect(powerKw).toBe(frozen.powerKw);
  expect(energyTotalKwh).toBeCloseTo(30, 6);
});

test('setpoints are refused or ignored, and a converter hangs, while the script says so', () => {
  const entries = ['refused_setpoint', 'ignored_setpoint', 'stuck_inverter']
    .map(
      (fault, index) =>
        `{ fault: ${fault}, devices: pv-1, from: +${index} h, to: +${index + 1} h }`,
    )
    .join(', ');
  const layer = layerOf(entries);
  const seen = [0, 1, 2].map((hours) => {
    const at = instant(beginAt + hours * 60 * minuteMs);
    return [layer.setpointFault('pv-1', 'c-1', at), layer.isStuck('pv-1', at)];
  });
  expect(seen).toEqual([
    ['refused', false],
    ['ignored', false],
    [null, true],
  ]);
});

test('a setpoint that comes again meets the same fate', () => {
  const layer = layerOf('{ fault: ignored_setpoint, devices: pv-1, from: +0 s, strength: 0.5 }');
  const fates = Array.from({ length: 200 }, (_, index) =>
    layer.setpointFault('pv-1', `c-${index}`, instant(beginAt + index)),
  );
  const ignored = fates.filter((fate) => fate === 'ignored').length;
  expect(ignored).toBeGreaterThan(70);
  expect(ignored).toBeLessThan(130);
  expect(layer.setpointFault('pv-1', 'c-7', instant(beginAt + 999))).toBe(fates[7]);
});

test('damage always changes a payload', () => {
  const payload = '{"measuredAt":1782878400000,"seq":0,"values":{"powerKw":60}}';
  const results = Array.from({ length: 500 }, (_, seed) => damaged(payload, seed));
  expect(results).not.toContain(payload);
  expect(new Set(results).size).toBeGreaterThan(50);
  expect(damaged('', 1)).toBe('');
});
