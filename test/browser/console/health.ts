import { describe, expect, test } from 'vitest';
import type { Readiness } from '../../../src/contract/http-health.ts';
import {
  axeFindings,
  drawn,
  fixtureNow,
  ground,
  keepPicture,
  phone,
  wide,
} from '../../support/console-ground.ts';

const storeAway: Readiness = {
  ready: false,
  parts: [
    { name: 'journal', ok: true, condition: 'working', detail: '5 bytes used', remedy: null },
    {
      ...{ name: 'store', ok: false, condition: 'store_fault' },
      detail: 'away since 2026-04-16T05:30:07.000Z, for 12 min: connect ECONNREFUSED',
      remedy: 'See whether the reading store runs.',
    },
  ],
  store: {
    awaySince: new Date(fixtureNow - 720_000).toISOString(),
    backlogMessages: 57_600,
    drainS: 9,
  },
};

describe('the state of the service', () => {
  test.each([
    ['wide-zh-light', { screen: wide, language: 'zh-CN', theme: 'light' }],
    ['phone-en-dark', { screen: phone, language: 'en', theme: 'dark' }],
  ] as const)('a store that is away is told above the page: %s', async (name, visit) => {
    ground.fixture.health = storeAway;
    const page = await ground.visit(visit);
    await drawn(page);
    const strip = page.locator('.strip-bad');
    const told =
      visit.language === 'en'
        ? ['The store is away', '12 min', '57,600', '9 s', 'nothing is lost']
        : ['存储不可用', '2026-04-16 13:30:07', '12 分钟', '57,600', '9 秒', '不会丢失'];
    for (const words of told) expect(await strip.innerText()).toContain(words);
    await strip.getByText(visit.language === 'en' ? 'What to do' : '如何处理').click();
    await strip.getByText('connect ECONNREFUSED').waitFor();
    await keepPicture(page, `store-away-${name}`);
    expect(await axeFindings(page)).toEqual([]);
    const overflow = await strip.evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    );
    expect(overflow, 'all of it can be read').toBeLessThanOrEqual(0);
  });

  test('a cooperative is told what it means, and not what the operator has to do', async () => {
    ground.fixture.health = storeAway;
    const page = await ground.visit({ account: 'tonghua' });
    await page.getByText('存储不可用').waitFor();
    expect(await page.getByText('如何处理').count()).toBe(0);
  });

  test('a store that catches up says how far it is, and nothing once it is level', async () => {
    const store = { awaySince: null, backlogMessages: 48_000, drainS: 8 };
    ground.fixture.health = { ready: true, parts: [], store };
    const page = await ground.visit({ clock: 'running' });
    await page.getByText('存储正在补写').waitFor();
    await page.getByText('48,000 条消息等待写入，约需 8 秒').waitFor();
    ground.fixture.health = { ready: true, parts: [], store: { ...store, drainS: 0 } };
    await page.getByText('存储正在补写').waitFor({ state: 'detached' });
  });
});
