import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { fixturePassword } from '../../support/console-fixture-server.ts';
import { addressOf, ground, soon } from '../../support/console-ground.ts';

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('账户').fill('operator');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

describe('signing in', () => {
  test('a link is kept: who signs in lands where the link pointed', async () => {
    const page = await ground.visit({ account: null, path: '/devices?kind=wind' });
    await page.getByRole('heading', { name: '泡桐' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/sign-in?next=%2Fdevices%3Fkind%3Dwind');
    await signIn(page, fixturePassword);
    await page.getByRole('link', { name: '谷营风电场' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/devices?kind=wind');
  });

  test('a link to elsewhere is not followed after signing in', async () => {
    const page = await ground.visit({ account: null, path: '/sign-in?next=//example.org/' });
    await signIn(page, fixturePassword);
    await page.getByRole('heading', { name: '兰考县' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/');
  });

  test('a wrong password is said, and the name stays', async () => {
    const page = await ground.visit({ account: null });
    await signIn(page, 'not it');
    await page.getByRole('alert').getByText('账户或密码不正确').waitFor();
    await expect.poll(() => page.getByLabel('账户').inputValue(), soon).toBe('operator');
  });

  test('too many attempts say how long to wait, and the button waits as well', async () => {
    ground.fixture.fail(/^POST .*session/, { status: 429, headers: { 'retry-after': '90' } });
    const page = await ground.visit({ account: null });
    await signIn(page, fixturePassword);
    await page.getByText('尝试次数过多，请在 1 分钟后再试。').waitFor();
    const button = page.getByRole('button', { name: '登录' });
    await expect.poll(() => button.getAttribute('aria-disabled'), soon).toBe('true');
  });

  test('an unreachable service is told from a wrong password', async () => {
    const page = await ground.visit({ account: null });
    ground.fixture.fail(/^POST .*session/, 'cut');
    await signIn(page, fixturePassword);
    await page.getByText('连接不到服务').waitFor();
  });

  test('a service that is away when the page opens can be asked again', async () => {
    ground.fixture.fail(/^GET .*session/, { status: 503 });
    const page = await ground.visit();
    await page.getByText('连接不到服务').waitFor();
    ground.fixture.heal();
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByRole('heading', { name: '兰考县' }).waitFor();
  });

  test('a session that ends leads to signing in and back to the same address', async () => {
    const page = await ground.visit({ path: '/devices?state=stale' });
    await page.getByRole('link', { name: '张庄屋顶光伏 3' }).waitFor();
    ground.fixture.endSessions();
    // The live stream may notice first; then the list is gone before the choice is made.
    const choice = page.getByLabel('类型').selectOption('光伏', { timeout: 2_000 });
    await choice.catch(() => undefined);
    await page.getByText('登录已过期').waitFor();
    await signIn(page, fixturePassword);
    await page.getByRole('link', { name: '张庄屋顶光伏 3' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toMatch(/^\/devices\?state=stale(&kind=pv)?$/);
  });

  test('signing out ends the session', async () => {
    const page = await ground.visit();
    await page.getByRole('button', { name: /账户菜单/ }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('button', { name: '登录' }).waitFor();
    await page.goto(`${ground.fixture.origin}/devices`);
    await page.getByRole('button', { name: '登录' }).waitFor();
  });
});
