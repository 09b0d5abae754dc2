import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { addressOf, drawn, ground, phone, soon } from '../../support/console-ground.ts';

const tile = (page: Page, label: string) =>
  page
    .getByRole('region', { name: /当前功率/ })
    .getByRole('listitem')
    .filter({ hasText: label });

describe('the county page', () => {
  test('its first lines say what the county is doing now', async () => {
    const page = await ground.visit();
    await tile(page, '光伏').getByText('MW').waitFor();
    await expect
      .poll(() => tile(page, '光伏').innerText(), soon)
      .toMatch(/光伏\s+\d+\.\d\d MW\s+占供给 \d+\.\d%/);
    await expect
      .poll(() => tile(page, '电网交换').innerText(), soon)
      .toMatch(/\d+\.\d\d MW\s+送电/);
    await expect.poll(() => tile(page, '储能').innerText(), soon).toMatch(/充电/);
    await expect
      .poll(() => tile(page, '在线设备').innerText(), soon)
      .toMatch(/392 \/ 396\s+4 台无新数据/);
    await tile(page, '在线设备').getByRole('link').click();
    await page.getByRole('heading', { name: '设备', exact: true }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/devices?node=lankao&state=stale');
  });

  test('live values change in place without moving anything', async () => {
    const page = await ground.visit();
    await drawn(page);
    const before = await page.locator('.chart-plot').boundingBox();
    ground.fixture.push({ at: '2026-04-16T05:42:08Z', pvPowerKw: 7_654, pccPowerKw: 321 });
    await tile(page, '光伏').getByText('7.65 MW').waitFor();
    await expect.poll(() => tile(page, '电网交换').innerText(), soon).toMatch(/321\.0 kW\s+受电/);
    expect(await page.locator('.chart-plot').boundingBox()).toEqual(before);
  });

  test('a cursor moved by keys says the numbers of each slot', async () => {
    const page = await ground.visit();
    await drawn(page);
    const cursor = page.getByRole('slider', { name: /兰考县功率曲线/ });
    await cursor.focus();
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/13:30–13:42、时段未结束，数值暂定、光伏/);
    await page.keyboard.press('Home');
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/^04-16 00:00–00:15、/);
    for (let step = 0; step < 13; step += 1) await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toBe('04-16 03:15–03:45、无数据');
  });

  test('the pointer reads a slot; beside the chart it is quiet again', async () => {
    const page = await ground.visit();
    await drawn(page);
    const readout = page.locator('.readout');
    await expect.poll(() => readout.isVisible(), soon).toBe(false);
    const plot = await page.locator('.chart-plot').boundingBox();
    if (plot === null) throw new Error('The plot has a place');
    await page.mouse.move(plot.x + (plot.width * 8.8) / 24, plot.y + 80);
    await readout.getByText('04-16 08:45–09:00').waitFor();
    await expect.poll(() => readout.innerText(), soon).toContain('完整率 62.0%');
    await page.mouse.move(plot.x + 20, plot.y - 300);
    await readout.waitFor({ state: 'hidden' });
  });

  test('how whole the data is stands below the curve', async () => {
    const page = await ground.visit();
    for (const words of ['3 个时段数据不全', '1 段无数据', '2 个时段存疑', '当前时段数值暂定']) {
      await page.getByText(words).waitFor();
    }
  });

  test('the range is in the address, and back works', async () => {
    const page = await ground.visit();
    await drawn(page);
    await page.getByRole('link', { name: '7 天' }).click();
    await expect.poll(() => addressOf(page), soon).toBe('/?range=7d');
    await page.getByRole('slider', { name: /兰考县/ }).focus();
    const cursor = page.getByRole('slider', { name: /兰考县/ });
    // The curve of before stands until the longer one is read: its first slot is not meant.
    const firstSlot = async (): Promise<string | null> => {
      await page.keyboard.press('Home');
      return cursor.getAttribute('aria-valuetext');
    };
    await expect.poll(firstSlot, soon).toMatch(/^04-10 00:00/);
    await page.goBack();
    await expect.poll(() => addressOf(page), soon).toBe('/');
    const today = page.getByRole('link', { name: '今日' });
    await expect.poll(() => today.getAttribute('aria-current'), soon).toBe('true');
  });

  test('a custom range is given in county time, and a wrong one is refused', async () => {
    const page = await ground.visit();
    await page.getByRole('button', { name: '自定义' }).click();
    await page.getByLabel(/开始/).fill('2026-04-14T08:00');
    await page.getByLabel(/结束/).fill('2026-04-14T06:00');
    await page.getByRole('button', { name: '应用' }).click();
    await page.getByText('结束时间必须晚于开始时间').waitFor();
    await page.getByLabel(/结束/).fill('2026-04-14T10:00');
    await page.getByRole('button', { name: '应用' }).click();
    await page.getByText('1 分钟平均').waitFor();
    const query = new URL(page.url()).searchParams;
    expect(query.get('from')).toBe('2026-04-14T00:00:00.000Z');
    expect(query.get('to')).toBe('2026-04-14T02:00:00.000Z');
  });

  test('what the legend hides is in the address', async () => {
    const page = await ground.visit();
    const entry = page.getByRole('list', { name: '图例' }).getByRole('button', { name: '光伏' });
    await entry.click();
    await expect.poll(() => entry.getAttribute('aria-pressed'), soon).toBe('false');
    await expect.poll(() => addressOf(page), soon).toBe('/?hide=pv');
    await entry.click();
    await expect.poll(() => addressOf(page), soon).toBe('/');
  });

  test('the curve can be read as a table, with gaps left out and doubts named', async () => {
    const page = await ground.visit({ path: '/?view=table' });
    const table = page.getByRole('table', { name: /兰考县功率/ });
    await table.getByRole('rowheader', { name: '13:15–13:30' }).waitFor();
    await expect
      .poll(() => table.getByRole('rowheader', { name: '13:30–13:45' }).innerText(), soon)
      .toContain('暂定');
    await expect
      .poll(() => table.getByRole('rowheader', { name: '03:15–03:30' }).count(), soon)
      .toBe(0);
    const doubtful = table.getByRole('row').filter({ hasText: '存疑' });
    await expect.poll(() => doubtful.count(), soon).toBe(2);
  });

  test('a curve that cannot be read leaves the numbers working and can be asked again', async () => {
    ground.fixture.fail(/curve/, {
      status: 503,
      body: { code: 'store_unavailable', detail: 'The store is being repaired.' },
    });
    const page = await ground.visit();
    await page.getByRole('alert').getByText('The store is being repaired.').waitFor();
    await tile(page, '光伏').getByText('MW').waitFor();
    ground.fixture.heal();
    await page.getByRole('button', { name: '重试' }).click();
    await drawn(page);
  });

  test('a node that is not there is said', async () => {
    const page = await ground.visit({ path: '/?node=atlantis' });
    await page.getByText('没有这个节点').waitFor();
    await page.getByRole('link', { name: '回到总览' }).click();
    await page.getByRole('heading', { name: '兰考县' }).waitFor();
  });

  test('a cooperative begins at its own devices', async () => {
    const page = await ground.visit({ account: 'tonghua' });
    await page.getByRole('heading', { name: '桐花新能源合作社' }).waitFor();
    await tile(page, '风电').getByText('无量测').waitFor();
    await expect.poll(() => page.getByRole('link', { name: '隔离区' }).count(), soon).toBe(0);
  });

  test('a phone shows the numbers of the newest slot without pointing', async () => {
    const page = await ground.visit({ screen: phone });
    await drawn(page);
    await page.locator('.readout').getByText('04-16 13:30–13:42').waitFor();
  });
});
