import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from '../../../dashboards/console/src/i18n/en.ts';
import { zh } from '../../../dashboards/console/src/i18n/zh.ts';
import { faultMeanings } from '../../../src/contract/decode-faults.ts';
import { deviceStates } from '../../../src/contract/http.ts';
import { roles } from '../../../src/contract/http-accounts.ts';
import { kindSpecs } from '../../../src/contract/kind-specs.ts';
import { deviceKinds } from '../../../src/domain/device.ts';
import { forecastHorizons, forecastKinds } from '../../../src/domain/forecast.ts';
import { qualityLevels, qualityReasons } from '../../../src/domain/reading.ts';
import { refusalCodes } from '../../../src/service/ports.ts';
import { rejectedByStore } from '../../../src/service/store-rejections.ts';

function flat(words: object, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : flat(value, `${before}${key}.`),
  );
}

const chinese = new Map(flat(zh));
const english = new Map(flat(en));
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the words of both languages', () => {
  test('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  test('are never empty and take the same values', () => {
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  test.each([
    ['code', [...Object.keys(faultMeanings), ...refusalCodes, rejectedByStore]],
    ['kind', deviceKinds],
    ['point', kindSpecs.flatMap(({ points }) => points.map(({ name }) => name))],
    ['reason', qualityReasons],
    ['quality', qualityLevels],
    ['deviceState', deviceStates],
    ['role', roles],
    ['forecast.kinds', forecastKinds],
    ['forecast.names', forecastHorizons],
    ['forecast.horizons', forecastHorizons],
  ])('name every %s that the service knows', (group, codes) => {
    for (const code of codes) expect(chinese.has(`${group}.${code}`), code).toBe(true);
  });
});

describe('colours', () => {
  const css = readFileSync(
    new URL('../../../dashboards/console/src/styles/tokens.css', import.meta.url),
    'utf8',
  );
  const darkAt = css.indexOf('[data-theme="dark"]');
  const tokensIn = (text: string): Map<string, string> =>
    new Map(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [
        match[1] ?? '',
        match[2] ?? '',
      ]),
    );
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  test.each([
    ['light', tokensIn(css.slice(0, darkAt))],
    ['dark', tokensIn(css.slice(darkAt))],
  ])('of the %s theme are told from the ground: text 4.5 to 1, marks 3 to 1', (_, tokens) => {
    const ground = ['surface', 'ground'].map((name) => tokens.get(name) ?? '');
    const worst = (name: string): number =>
      Math.min(...ground.map((color) => contrast(tokens.get(name) ?? '', color)));
    for (const name of ['ink', 'muted', 'accent', 'warn', 'bad']) {
      expect(worst(name), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of [
      'pv',
      'wind',
      'storage',
      'heat',
      'biogas',
      'load',
      'grid',
      'ev',
      'line-strong',
    ]) {
      expect(worst(name), name).toBeGreaterThanOrEqual(3);
    }
  });
});
