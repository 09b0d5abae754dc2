import { describe, expect, test } from 'vitest';
import { addressOf, ground, soon } from '../../support/console-ground.ts';

describe('quarantine', () => {
  test('lists messages with reason, topic and what was sent, newest first', async () => {
    const page = await ground.visit({ path: '/quarantine' });
    const first = page.getByRole('listitem').filter({ hasText: '报文' }).first();
    await first.waitFor();
    const text = await first.innerText();
    for (const words of [
      '未知设备',
      '2026-04-16 13:42:07',
      'paulownia/v1/zhangzhuang-pv-12/telemetry',
      '"seq":18',
    ]) {
      expect(text).toContain(words);
    }
  });

  test('pages and the chosen reason are in the address', async () => {
    const page = await ground.visit({ path: '/quarantine' });
    await page.getByRole('link', { name: '更早' }).click();
    await expect.poll(() => addressOf(page), soon).toBe('/quarantine?before=36');
    await page.getByText('2026-04-16 12:30:02').waitFor();
    await page.getByLabel('原因').selectOption('JSON 格式错误');
    await expect.poll(() => addressOf(page), soon).toBe('/quarantine?code=malformed_json');
    await page.goBack();
    await expect.poll(() => addressOf(page), soon).toBe('/quarantine?before=36');
  });

  test('a replay says what came of it', async () => {
    const page = await ground.visit({ path: '/quarantine' });
    const entries = page.getByRole('listitem').filter({ hasText: '报文' });
    await entries.first().getByRole('button', { name: '重放' }).click();
    await page.getByText('重放成功，报文已采用。').waitFor();
    await entries.nth(1).getByRole('button', { name: '重放' }).click();
    await page.getByText('仍未采用：JSON 格式错误 – The payload ends').waitFor();
  });

  test('who may not replay is told who may', async () => {
    const page = await ground.visit({ path: '/quarantine', account: 'viewer' });
    const button = page.getByRole('button', { name: '重放' }).first();
    await button.waitFor();
    await expect.poll(() => button.getAttribute('aria-disabled'), soon).toBe('true');
    await button.click({ force: true });
    await page.getByText('只有调度员和管理员可以重放').first().waitFor();
    expect(ground.fixture.asked.filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  test('who may not see it is told who may', async () => {
    const page = await ground.visit({ path: '/quarantine', account: 'tonghua' });
    await page.getByText('当前账户无权查看此页').waitFor();
    await page.getByText('管理员、调度员、只读').waitFor();
  });

  test('an empty quarantine is good news', async () => {
    ground.fixture.quarantine = [];
    const page = await ground.visit({ path: '/quarantine' });
    await page.getByText('隔离区是空的').waitFor();
  });
});
