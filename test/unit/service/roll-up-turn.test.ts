import { expect, test } from 'vitest';
import { instant, minuteMs } from '../../../src/domain/instant.ts';
import { RollUpTurn } from '../../../src/service/roll-up-turn.ts';

const at = (ms: number) => instant(1_780_000_000_000 + ms);
const store = (backlogMessages: number, awaySince: ReturnType<typeof instant> | null = null) => ({
  awaySince,
  backlogMessages,
});

test('has come while the store keeps up', () => {
  expect(new RollUpTurn().hasCome(at(0), store(20_000))).toBe(true);
});

test('does not come while the store is away, however long', () => {
  const turn = new RollUpTurn();
  expect(turn.hasCome(at(0), store(0, at(-1)))).toBe(false);
  expect(turn.hasCome(at(10 * minuteMs), store(0, at(-1)))).toBe(false);
});

test('gives way to a backlog, and comes once a minute if it stays', () => {
  const turn = new RollUpTurn();
  const whenAsked = [0, 1_000, 59_999, 60_000, 61_000, 120_000, 121_000].map((ms) => [
    ms,
    turn.hasCome(at(ms), store(20_001)),
  ]);
  expect(whenAsked).toEqual([
    [0, false],
    [1_000, false],
    [59_999, false],
    [60_000, true],
    [61_000, false],
    [120_000, false],
    [121_000, true],
  ]);
});

test('a backlog that was made up is no longer counted against the next', () => {
  const turn = new RollUpTurn();
  expect(turn.hasCome(at(0), store(30_000))).toBe(false);
  expect(turn.hasCome(at(30_000), store(0))).toBe(true);
  expect(turn.hasCome(at(65_000), store(30_000))).toBe(false);
});
