import { describe, expect, test } from 'vitest';
import { addressOf, ground, keepPicture, phone, soon } from '../../support/console-ground.ts';

describe('how good forecasts were', () => {
  test('is a press away from a forecast, in figures and in plain words', async () => {
    const page = await ground.visit({ path: '/?forecast=load' });
    await page.locator('.curve').getByRole('link', { name: '预测评价' }).click();
    await expect.poll(() => addressOf(page), soon).toBe('/forecasts?kind=load');
    await page.getByText('88.4%').waitFor();
    await page.getByText('要求 90.0%').waitFor();
    await page.getByText('GB/T 40607-2021（2021-10-11），仅供参考').waitFor();
    await page.getByText('区间偏窄：').waitFor();
    const plot = page.getByRole('region', { name: '分位数校准' });
    expect(await plot.getByRole('listitem').first().textContent()).toMatch(/^所称 .+%，实际 .+%$/);
    const leads = page.getByRole('region', { name: '误差随提前时间的变化' });
    expect(await leads.getByRole('listitem').count()).toBe(24);
    await keepPicture(page, 'forecasts-figures');
  });

  test('a bad day leads to its curve, and a model shows its card', async () => {
    const page = await ground.visit({ path: '/forecasts', language: 'en' });
    const card = page.locator('details').first();
    await card.getByText('Model card').click();
    await card.getByText('linear model 60.0% (loss out of time 3.12 kW)').waitFor();
    await card.getByText('the power itself: gap, 2026-03-02 to 2026-03-03, left out').waitFor();
    await card.getByText('humidityPct').waitFor();
    await page.getByText('A new model is compared (day 3, decided after 7)').waitFor();
    await keepPicture(page, 'forecasts-card');
    await page.getByRole('link', { name: '2026-04-11 Curve of the day' }).click();
    await expect
      .poll(() => addressOf(page), soon)
      .toMatch(/forecast=load.*from=2026-04-10T16%3A00%3A00.000Z&to=2026-04-11T16%3A00/);
  });

  test('nothing to judge is said with what to do, also on a phone', async () => {
    const page = await ground.visit({ path: '/forecasts?kind=wind', screen: phone });
    await page.getByText('这段时间内还没有可评价的预测').waitFor();
    await page.getByText('近 7 天').click();
    await expect.poll(() => addressOf(page), soon).toBe('/forecasts?kind=wind&days=7');
  });

  test('an operator forecasts at once; others are told who may', async () => {
    const page = await ground.visit({ path: '/forecasts' });
    await page.getByRole('button', { name: '立即预测' }).click();
    await page.getByText('13:42 起报的预测已生成。').waitFor();
    expect(ground.fixture.asked).toContain('POST /api/v1/forecasts:run');
    const viewer = await ground.visit({ path: '/forecasts', account: 'viewer' });
    await viewer.getByText('需要管理员、调度员权限').waitFor();
    ground.fixture.asked.length = 0;
    await viewer.getByRole('button', { name: '立即预测' }).click({ force: true });
    expect(ground.fixture.asked).not.toContain('POST /api/v1/forecasts:run');
  });
});
