import { expect, test } from 'vitest';
import { blendWeights } from '../../../../src/forecast/learn/blend.ts';
import { pinballLoss } from '../../../../src/forecast/learn/pinball.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { blendRows } from '../../../../src/forecast/site/blend-rows.ts';
import { normal } from './synthetic.ts';

const levels = [0.25, 0.5, 0.75];

function members(rows: number, errors: readonly number[]) {
  const random = seededRandom(4);
  const target = Float64Array.from({ length: rows }, () => normal(random));
  const quantiles = errors.map((error) => {
    const out = new Float64Array(rows * levels.length);
    for (let row = 0; row < rows; row++) {
      out.fill((target[row] ?? 0) + error * normal(random), row * 3, row * 3 + 3);
    }
    return out;
  });
  return { target, levels, members: quantiles };
}

test('the better member weighs more, and the blend beats both', () => {
  const task = members(500, [0.5, 1]);
  const weights = blendWeights({ ...task, shrinkage: 0 });
  expect(weights[0]).toBeGreaterThan(0.7);
  const blended = new Float64Array(500 * levels.length);
  blendRows(task.members, weights, { out: blended, width: levels.length });
  const blend = pinballLoss(task.target, blended, levels);
  for (const member of task.members) {
    expect(blend).toBeLessThan(pinballLoss(task.target, member, levels));
  }
});

test('weights are not negative, sum to 1 and reach a single member when the rest are hopeless', () => {
  const weights = blendWeights({ ...members(200, [0.01, 5, 9]), shrinkage: 0 });
  expect(weights[0]).toBeGreaterThan(0.97);
  expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test('shrinkage, no rows, and one member', () => {
  const task = members(100, [0.5, 1]);
  expect(Array.from(blendWeights({ ...task, shrinkage: 1 }))).toEqual([0.5, 0.5]);
  expect(Array.from(blendWeights({ ...task, target: new Float64Array(0) }))).toEqual([0.5, 0.5]);
  expect(Array.from(blendWeights(members(10, [1])))).toEqual([1]);
});
