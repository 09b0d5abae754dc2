import { describe, expect, test } from 'vitest';
import { LineWriter } from '../../../../src/storage/influx/lines.ts';
import type { InfluxDevices } from '../../../../src/storage/influx/schema.ts';
import { idOfTag, tagOfId } from '../../../../src/storage/influx/tag-text.ts';
import { at, readings, slots } from '../../../support/store-columns.ts';

const ids = ['', 'zhao-pv', '赵庄 光伏,1=a', 'a\nb\\'];
const devices: InfluxDevices = {
  byKey: (key) => (ids[key] === undefined ? null : { id: ids[key], area: 'zhao' }),
  keyOf: (id) => ids.indexOf(id),
};
const lines = new LineWriter('load', 'raw', devices);

function lineOf(device: number, values: Record<string, number>): string {
  return lines.readingLine(readings('load', [{ device, at: at(0), values }]), 0);
}

describe('a line of a reading', () => {
  test('has device and area as tags, all fields as floats and the time in ms', () => {
    const batch = readings('load', [
      { device: 1, at: at(5), values: { powerKw: 1.5, frequencyHz: 50 }, quality: 1, reasons: 6 },
    ]);
    expect(lines.readingLine(batch, 0)).toBe(
      'load,device=zhao-pv,area=zhao quality=1,reasons=6,powerKw=1.5,frequencyHz=50 1748736000005\n',
    );
  });

  test('leaves absent values out, and is a line without any', () => {
    expect(lineOf(1, {})).toBe('load,device=zhao-pv,area=zhao quality=0,reasons=0 1748736000000\n');
  });

  test.each([
    [-0, '-0'],
    [1e308, '1e+308'],
    [5e-324, '5e-324'],
    [0.1 + 0.2, '0.30000000000000004'],
  ])('writes %f as %s', (value, text) => {
    expect(lineOf(1, { powerKw: value })).toContain(`powerKw=${text} `);
  });

  test('escapes what ends a tag', () => {
    expect(lineOf(2, {})).toContain('device=赵庄\\ 光伏\\,1\\=a,area=zhao ');
  });

  test('has another name for what no tag can hold', () => {
    expect(lineOf(3, {})).toContain('device=a%A;b%5C;,area=zhao ');
    expect(lineOf(0, {})).toContain('device=%;,area=zhao ');
  });

  test('is refused for a device that nobody knows', () => {
    expect(() => lineOf(9, {})).toThrow(/unknown device key 9/);
  });
});

test('a line of a slot has its completeness and its start', () => {
  const batch = slots('load', [
    { device: 1, at: at(0), values: { powerKw: 2 }, completeness: 0.25 },
  ]);
  const slotLines = new LineWriter('load', '15m', devices);
  expect(slotLines.slotLine(batch, 0)).toBe(
    'load_15m,device=zhao-pv,area=zhao quality=0,reasons=0,powerKw=2,completeness=0.25 1748736000000\n',
  );
});

test.each(['zhao-pv', '', 'a%b', '100%;', '\\', '\u0000\u2028', '赵庄', '\ud800x'])(
  'the id %j comes back from its tag',
  (id) => {
    expect(idOfTag(tagOfId(id))).toBe(id);
    expect(tagOfId(id)).toMatch(/^[^\n\r\\]+$/);
  },
);
