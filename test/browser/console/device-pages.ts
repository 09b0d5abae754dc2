import { describe, expect, test } from 'vitest';
import { addressOf, drawn, ground, soon } from '../../support/console-ground.ts';

describe('the device list', () => {
  test('search, filters and pages are in the address, and back works', async () => {
    const page = await ground.visit({ path: '/devices' });
    await page.getByText('第 1–50 条').waitFor();
    await page.getByRole('link', { name: '下一页' }).click();
    await page.getByText('第 51–100 条').waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/devices?offset=50');
    await page.getByLabel('类型').selectOption('储能');
    await page.getByText('第 1–24 条，共 24 条').waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/devices?kind=battery');
    await page.getByRole('searchbox', { name: '搜索' }).fill('张庄');
    await page.getByText('第 1–1 条，共 1 条').waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('张庄');
    await page.goBack();
    await page.getByText('第 51–100 条').waitFor();
    const search = page.getByRole('searchbox', { name: '搜索' });
    await expect.poll(() => search.inputValue(), soon).toBe('');
  });

  test('states are told in words, with the age of the newest value', async () => {
    const page = await ground.visit({ path: '/devices?state=stale' });
    const row = page.getByRole('row').filter({ hasText: '张庄屋顶光伏 3' });
    await row.waitFor();
    await expect.poll(() => row.innerText(), soon).toMatch(/数据陈旧[\s\S]*7 分钟前/);
  });

  test('no match says so and clears', async () => {
    const page = await ground.visit({ path: '/devices?search=nothing-like-it' });
    await page.getByText('没有符合条件的设备').waitFor();
    await page.getByRole('link', { name: '清除筛选' }).last().click();
    await page.getByText('第 1–50 条').waitFor();
  });
});

describe('the device page', () => {
  test('shows the newest value of every point, how old and how good it is', async () => {
    const page = await ground.visit({ path: '/devices/taohua-1-pv-2' });
    const latest = page.getByRole('region', { name: '最新量测' });
    await latest.getByText('存疑').waitFor();
    await expect
      .poll(() => latest.innerText(), soon)
      .toMatch(/2026-04-16 13:42:05[\s\S]*刚刚[\s\S]*数值不变/);
    await expect
      .poll(() => latest.getByRole('link', { name: /电压/ }).innerText(), soon)
      .toMatch(/23\d\.\d V/);
  });

  test('draws one point with doubtful and invalid values counted; the point is in the address', async () => {
    const page = await ground.visit({ path: '/devices/taohua-1-pv-2' });
    await drawn(page);
    await page.getByText(/697 条良好，12 条存疑，1 条无效/).waitFor();
    await page.getByRole('link', { name: /逆变器温度/ }).click();
    await expect
      .poll(() => addressOf(page), soon)
      .toBe('/devices/taohua-1-pv-2?point=inverterTempC');
    const cursor = page.getByRole('slider', { name: /逆变器温度历史曲线/ });
    await expect
      .poll(() => cursor.getAttribute('aria-valuetext'), soon)
      .toMatch(/13:42:05、4\d\.\d °C、良好/);
  });

  test('lists raw records with quality and reasons, newest first', async () => {
    const page = await ground.visit({ path: '/devices/taohua-1-pv-2' });
    const table = page.getByRole('region', { name: '原始记录' }).getByRole('table');
    await table.waitFor();
    await expect
      .poll(() => table.getByRole('rowheader').first().innerText(), soon)
      .toBe('2026-04-16 13:42:05');
    await page.goto(`${ground.fixture.origin}/devices/taohua-1-pv-2?offset=100`);
    await table.getByText('超出合理范围').waitFor();
  });

  test('a live reading moves the value and joins the records', async () => {
    const page = await ground.visit({ path: '/devices/taohua-1-pv-2' });
    await page.getByRole('rowheader', { name: '2026-04-16 13:42:05' }).waitFor();
    ground.fixture.now += 5_000;
    ground.fixture.push();
    await page.getByRole('rowheader', { name: '2026-04-16 13:42:10' }).waitFor();
  });

  test('tells facts, counters and what the device says of itself', async () => {
    const page = await ground.visit({ path: '/devices/taohua-1-pv-2' });
    await page.getByRole('region', { name: '设备自述' }).getByText('HN-60').waitFor();
    const counters = page.getByRole('region', { name: '计数（服务启动以来）' });
    await expect.poll(() => counters.innerText(), soon).toMatch(/序号缺口\s+2[\s\S]*重复上报\s+17/);
    await page.getByRole('link', { name: '桐花新能源合作社' }).click();
    await page.getByRole('heading', { name: '桐花新能源合作社' }).waitFor();
  });

  test('a device that never reported says what to check', async () => {
    const page = await ground.visit({ path: '/devices/nanzhang-6-ev-1' });
    await page.getByText('这台设备还没有上报过数据').waitFor();
    await page.getByText('这一时间范围内没有记录').waitFor();
  });

  test('an unknown device is said, with a way back', async () => {
    const page = await ground.visit({ path: '/devices/atlantis-1' });
    await page.getByText('没有编号为“atlantis-1”的设备').waitFor();
    await page.getByRole('link', { name: '返回设备列表' }).click();
    await expect.poll(() => addressOf(page), soon).toBe('/devices');
  });
});
