import { describe, expect, test } from 'vitest';
import { drawn, ground, soon } from '../../support/console-ground.ts';

const curveReads = (): number =>
  ground.fixture.asked.filter((line) => line.includes('/curve')).length;

describe('the live stream', () => {
  test('a stream that breaks is said with the age of the data, and resumed where it ended', async () => {
    const page = await ground.visit();
    const connection = page.getByRole('status', { name: '连接状态' });
    await connection.getByText('实时').waitFor();
    ground.fixture.fail(/live/, 'cut');
    ground.fixture.endStreams();
    await connection.getByText('正在重连').waitFor();
    await page.clock.setFixedTime(ground.fixture.now + 130_000);
    await connection.getByText('2 分钟前的数据').waitFor();
    await page.getByText('数据陈旧：2 分钟前').waitFor();
    ground.fixture.heal();
    await connection.getByText('实时').waitFor();
    expect(ground.fixture.resumedFrom).toHaveLength(2);
    expect(Number(ground.fixture.resumedFrom[1])).toBeGreaterThan(1_000);
  });

  test('after a gap that could not be filled the curve is read again', async () => {
    const page = await ground.visit();
    await drawn(page);
    const before = curveReads();
    ground.fixture.pushStale();
    await expect.poll(curveReads, soon).toBeGreaterThan(before);
  });

  test('a closed slot is read when its time has come', async () => {
    const page = await ground.visit();
    await drawn(page);
    const before = curveReads();
    ground.fixture.now += 5 * 60_000;
    await page.clock.setFixedTime(ground.fixture.now);
    await expect.poll(curveReads, soon).toBeGreaterThan(before);
    const cursor = page.getByRole('slider', { name: /兰考县/ });
    await expect.poll(() => cursor.getAttribute('aria-valuetext'), soon).toMatch(/13:45–13:47/);
  });

  test('the clock of the top bar is the county’s, whatever the zone of the screen', async () => {
    const page = await ground.visit();
    const clock = page.getByRole('timer', { name: /Asia\/Shanghai/ });
    expect((await clock.innerText()).replaceAll(/\s+/g, ' ')).toBe('2026-04-16 13:42:07');
  });

  test('a screen whose clock is wrong goes by the service’s', async () => {
    ground.fixture.now += 3_600_000;
    const page = await ground.visit();
    await page.getByRole('timer').getByText('14:42:07').waitFor();
  });
});
