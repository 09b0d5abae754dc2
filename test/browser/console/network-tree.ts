import { describe, expect, test } from 'vitest';
import { addressOf, ground, phone, soon } from '../../support/console-ground.ts';

describe('the network tree', () => {
  test('leads to any node, and the range goes along', async () => {
    const page = await ground.visit({ path: '/?range=24h' });
    const tree = page.getByRole('tree', { name: '电网' });
    await tree.getByRole('treeitem', { name: /桐花线/ }).click();
    await page.getByRole('heading', { name: '桐花线' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/?node=taohua&range=24h');
    await page.getByRole('link', { name: '城关变电站' }).click();
    await page.getByRole('heading', { name: '城关变电站' }).waitFor();
  });

  test('says which nodes have devices that deviate', async () => {
    const page = await ground.visit();
    await page.getByRole('treeitem', { name: /桐花线.*2 台设备异常/ }).waitFor();
  });

  test('is walked with arrow keys', async () => {
    const page = await ground.visit();
    await page.getByRole('treeitem', { name: /^兰考县/ }).focus();
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'Enter',
    ]) {
      await page.keyboard.press(key);
    }
    await page.getByRole('heading', { name: '张庄台区' }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/?node=taohua-1');
    const chosen = page.getByRole('treeitem', { selected: true });
    await expect.poll(() => chosen.innerText(), soon).toContain('张庄台区');
  });

  test('finds devices by name and id, with their state in words', async () => {
    const page = await ground.visit();
    await page.getByRole('searchbox', { name: '搜索节点或设备' }).fill('葡萄架充电桩');
    const found = page.getByRole('treeitem', { name: /葡萄架充电桩/ });
    await found.waitFor();
    await expect.poll(() => found.innerText(), soon).toContain('从未上报');
    await found.click();
    await page.getByRole('heading', { name: /葡萄架充电桩/ }).waitFor();
    await expect.poll(() => addressOf(page), soon).toBe('/devices/nanzhang-6-ev-1');
  });

  test('a search without result says what was sought', async () => {
    const page = await ground.visit();
    await page.getByRole('searchbox', { name: '搜索节点或设备' }).fill('潮汐');
    await page.getByText('没有名称或编号包含“潮汐”的节点或设备').waitFor();
  });

  test('can be folded away, and stays so', async () => {
    const page = await ground.visit();
    await page.getByRole('button', { name: '收起网络树' }).click();
    await page.getByRole('tree').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: '展开网络树' }).waitFor();
  });

  test('is a sheet on a phone that closes when a node was chosen', async () => {
    const page = await ground.visit({ screen: phone });
    await page.getByRole('button', { name: '选择节点' }).tap();
    const sheet = page.getByRole('dialog', { name: '电网' });
    await sheet.getByRole('treeitem', { name: /南彰线/ }).tap();
    await page.getByRole('heading', { name: '南彰线' }).waitFor();
    await sheet.waitFor({ state: 'detached' });
  });

  test('without the states of devices it still shows the nodes', async () => {
    ground.fixture.fail(/\/devices/, { status: 500 });
    const page = await ground.visit();
    await page.getByText('设备状态读取失败').waitFor();
    await expect.poll(() => page.getByRole('treeitem', { name: /南彰线/ }).count(), soon).toBe(1);
  });
});
