import { describe, expect, test } from 'vitest';
import {
  axeFindings,
  drawn,
  ground,
  keepPicture,
  phone,
  soon,
  type Visit,
  wide,
} from '../../support/console-ground.ts';

const pages = [
  ['county', '/'],
  ['county-table', '/?view=table&range=custom&from=2026-04-16T05:00:00Z&to=2026-04-16T05:12:00Z'],
  ['devices', '/devices?search=张庄'],
  ['device', '/devices/taohua-1-pv-2?offset=700'],
  ['quarantine', '/quarantine'],
  ['forecasts', '/forecasts'],
  ['sign-in', '/sign-in'],
] as const;

const screens: readonly [string, Visit][] = [
  ['wide-zh-light', { screen: wide, language: 'zh-CN', theme: 'light' }],
  ['wide-en-dark', { screen: wide, language: 'en', theme: 'dark' }],
  ['phone-zh-dark', { screen: phone, language: 'zh-CN', theme: 'dark' }],
  ['phone-en-light', { screen: phone, language: 'en', theme: 'light' }],
];

/** What a finger cannot hit: targets below 44 px either way, by the words on them. */
const smallTargets = (): string[] =>
  [
    ...document.querySelectorAll<HTMLElement>(
      'button, select, input, .segments a, .rail a, .tree-row',
    ),
  ]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(({ element, box }) => `${element.textContent} ${box.width} × ${box.height}`);

describe.each(screens)('on a screen %s', (screenName, visit) => {
  test.each(pages)('%s is accessible and fits', async (name, path) => {
    const page = await ground.visit({
      ...visit,
      path,
      account: name === 'sign-in' ? null : 'operator',
    });
    if (name === 'county' || name === 'device') await drawn(page);
    else
      await page
        .locator(name === 'sign-in' ? 'form' : 'tbody tr, .entry')
        .first()
        .waitFor();
    await keepPicture(page, `${name}-${screenName}`);
    if (visit.screen === wide) expect(await axeFindings(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
    if (visit.screen === phone) expect(await page.evaluate(smallTargets)).toEqual([]);
  });
});

describe('every page', () => {
  test('the first paint takes less than a second', async () => {
    const paints: number[] = [];
    // What else runs on the machine only adds time, so the best of three counts.
    for (let round = 0; round < 3; round += 1) {
      // A clock that stands still also hides what the browser has measured.
      const page = await ground.visit({ clock: 'running' });
      const entry = await page.waitForFunction(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      );
      paints.push((await entry.jsonValue()) ?? Number.POSITIVE_INFINITY);
      await page.close();
    }
    expect(Math.min(...paints)).toBeLessThan(1_000);
  });

  test('language and appearance change at once and are remembered', async () => {
    const page = await ground.visit();
    await page.getByRole('button', { name: /账户菜单/ }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('heading', { name: 'Lankao county' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Power curve' }).waitFor();
    const html = page.locator('html');
    await expect.poll(() => html.getAttribute('data-theme'), soon).toBe('dark');
    await expect.poll(() => html.getAttribute('lang'), soon).toBe('en');
  });

  test('the account menu closes by Escape and by a press beside it', async () => {
    const page = await ground.visit();
    const menu = page.getByRole('button', { name: /账户菜单/ });
    const signOut = page.getByRole('button', { name: '退出登录' });
    await menu.click();
    expect(await axeFindings(page, '.account')).toEqual([]);
    await page.keyboard.press('Escape');
    await signOut.waitFor({ state: 'detached' });
    await menu.click();
    await page.mouse.click(700, 600);
    await signOut.waitFor({ state: 'detached' });
  });

  test('an address that leads nowhere says so', async () => {
    const page = await ground.visit({ path: '/dispatch' });
    await page.getByText('没有这个页面').waitFor();
  });
});
