import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ForecastHorizon, ForecastKind } from '../../../src/domain/forecast.ts';
import {
  addressOf,
  axeFindings,
  drawn,
  ground,
  keepPicture,
  phone,
  soon,
} from '../../support/console-ground.ts';

const nine = Date.parse('2026-04-16T09:00:00+08:00');
const hourMs = 3_600_000;

/** From nine o'clock to the end of tomorrow, for the whole county. */
function dayAhead(kind: ForecastKind, nodeId = 'lankao'): void {
  add(kind, nodeId, { horizon: 'day_ahead', issuedAt: nine, slots: 39 * 4 });
}

function add(
  kind: ForecastKind,
  nodeId: string,
  run: { horizon: ForecastHorizon; issuedAt: number; slots: number },
): void {
  ground.fixture.forecasts.add({ kind, nodeId, ...run });
}

const cursorOf = (page: Page) => page.locator('.chart-plot');
const curve = (page: Page) => page.locator('.curve');

describe('the forecast of a node', () => {
  test('is switched on beside the curve, with what it is in words', async () => {
    dayAhead('load');
    const page = await ground.visit();
    await page.getByRole('button', { name: '预测', exact: true }).click();
    await drawn(page);
    await page.getByText('日前预测，09:00 起报，采用 08:00 的气象预报').waitFor();
    await page.getByText('模型：分项汇总').waitFor();
    await page.getByText('负荷含充电桩').waitFor();
    for (const mark of ['实际', '预测中位数 P50', 'P10–P90 区间']) {
      await page.getByRole('list', { name: '图例' }).getByText(mark, { exact: true }).waitFor();
    }
    const preset = page.getByRole('link', { name: '今明两天' });
    expect(await preset.getAttribute('aria-current')).toBe('true');
    await expect.poll(() => addressOf(page), soon).toBe('/?forecast=load');
    await page.goBack();
    await page.getByText('1 段无数据').waitFor();
    expect(await page.getByText('起报').count()).toBe(0);
  });

  test('goes on to the end of tomorrow, and its cursor begins at the present', async () => {
    dayAhead('pv');
    const page = await ground.visit({ path: '/?forecast=pv' });
    await drawn(page);
    const cursor = cursorOf(page);
    await cursor.focus();
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/^04-16 13:30–13:45、时段未结束，数值暂定、实际 [\d.]+ MW、P90 .+P50 .+P10 /);
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/^04-16 13:45–14:00、P90 [\d.]+ MW、P50 [\d.]+ MW、P10 [\d.]+ MW$/);
    await page.locator('.readout').getByText('09:00 起报').waitFor();
    await page.keyboard.press('End');
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/^04-17 23:45–00:00、P90 /);
    await page.keyboard.press('Home');
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/^04-16 00:00–00:15、实际 [^、]+$/);
  });

  test('the table has the same numbers, each with its issue time', async () => {
    dayAhead('wind');
    const page = await ground.visit({ path: '/?forecast=wind&view=table' });
    const table = page.getByRole('table', { name: '兰考县风电日前预测与实际' });
    const past = table.getByRole('row').filter({ hasText: '04-16 13:00–13:15' });
    await expect.poll(() => past.innerText(), soon).toMatch(/13:15(\s+[\d,]+\.\d){4}\s+09:00$/);
    const coming = table.getByRole('row').filter({ hasText: '04-17 08:00–08:15' });
    await expect.poll(() => coming.innerText(), soon).toMatch(/–(\s+[\d,]+\.\d){3}\s+09:00$/);
  });

  test('ultra-short and another kind are a press away and in the address', async () => {
    dayAhead('load');
    const quarter = Date.parse('2026-04-16T13:30:00+08:00');
    add('pv', 'lankao', { horizon: 'ultra_short', issuedAt: quarter, slots: 16 });
    const page = await ground.visit({ path: '/?forecast=load' });
    await page.getByText('日前预测，09:00 起报').waitFor();
    await page.getByRole('button', { name: '光伏', exact: true }).click();
    await page.getByText('暂无预测').waitFor();
    await page.getByRole('button', { name: '超短期' }).click();
    await page.getByText('超短期预测，13:30 起报，采用 12:30 的气象预报').waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/?forecast=pv&horizon=ultra_short');
  });

  test('that nobody has renewed is called old', async () => {
    const issuedAt = nine - 30 * hourMs;
    add('load', 'lankao', { horizon: 'day_ahead', issuedAt, slots: 45 * 4 });
    const page = await ground.visit({ path: '/?forecast=load' });
    await page.getByText('日前预测，04-15 03:00 起报').waitFor();
    await page.getByText('预测陈旧：34 小时前起报').waitFor();
  });

  test('none yet, none then and none ever are told apart, in both languages', async () => {
    const page = await ground.visit({ path: '/?forecast=load' });
    await page.getByText('暂无预测').waitFor();
    await page.getByText('首次预测将在几分钟内生成。').waitFor();
    const past = 'range=custom&from=2026-04-10T00:00:00Z&to=2026-04-11T00:00:00Z';
    await page.goto(`${ground.fixture.origin}/?forecast=load&${past}`);
    await page.getByText('这一时间范围内没有预测').waitFor();
    const english = await ground.visit({ path: '/?forecast=load', language: 'en' });
    await english.getByText('No forecast yet').waitFor();
    await english.getByText('The first comes within minutes.').waitFor();
    await english.goto(`${ground.fixture.origin}/?forecast=wind&node=taohua-1`);
    await english.getByText('No forecast of Wind here').waitFor();
  });

  test('that cannot be read can be asked for again', async () => {
    dayAhead('load');
    ground.fixture.fail(/forecast\?/, {
      status: 503,
      body: { code: 'store_unavailable', detail: 'The store is being repaired.' },
    });
    const page = await ground.visit({ path: '/?forecast=load' });
    await page.getByText('读取失败：功率预测').waitFor();
    ground.fixture.heal();
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByText('日前预测，09:00 起报').waitFor();
  });

  test('a cooperative has its own', async () => {
    dayAhead('pv', 'tonghua-coop');
    const page = await ground.visit({ account: 'tonghua', path: '/?forecast=pv' });
    await page.getByText('日前预测，09:00 起报').waitFor();
  });

  test.each([
    ['wide-zh-light', {}],
    ['wide-en-dark', { language: 'en', theme: 'dark' }],
    ['phone-zh-light', { screen: phone }],
    ['phone-en-dark', { screen: phone, language: 'en', theme: 'dark' }],
  ] as const)('is accessible and fits on a screen %s', async (name, visit) => {
    dayAhead('net');
    const page = await ground.visit({ ...visit, path: '/?forecast=net' });
    await drawn(page);
    await curve(page).scrollIntoViewIfNeeded();
    await keepPicture(page, `forecast-${name}`);
    expect(await axeFindings(page, '.curve')).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const heights = await curve(page)
      .locator('button')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
    if ('screen' in visit) expect(Math.min(...heights)).toBeGreaterThanOrEqual(43.5);
  });
});
