import { expect, test } from 'vitest';
import { type JudgedSlot, scoreForecast } from '../../../../src/forecast/score/forecast-score.ts';

const levels = [0.05, 0.1, 0.5, 0.9, 0.95];
const scale = { levels, capacityKw: 100 };

function slot(changes: Partial<JudgedSlot> = {}): JudgedSlot {
  return {
    day: '2026-07-01',
    leadH: 1.5,
    isJudged: true,
    actualKw: 50,
    quantiles: [30, 40, 50, 60, 70],
    referenceKw: 50,
    ...changes,
  };
}

test('accuracy is a mean over days, not over slots', () => {
  const bad = slot({ day: '2026-07-02', actualKw: 90 });
  const { accuracyPct, worstDays, slots } = scoreForecast([slot(), slot(), slot(), bad], scale);
  expect(slots).toBe(4);
  expect(accuracyPct).toBeCloseTo((100 + 60) / 2, 9);
  expect(worstDays).toEqual([
    { day: '2026-07-02', accuracyPct: expect.closeTo(60, 9), biasKw: -40 },
    { day: '2026-07-01', accuracyPct: 100, biasKw: 0 },
  ]);
});

test('pinball, coverage and calibration of a slot worked out by hand', () => {
  const score = scoreForecast([slot({ actualKw: 65 }), slot()], scale);
  const above = (0.05 * 35 + 0.1 * 25 + 0.5 * 15 + 0.9 * 5 + 0.05 * 5) / 5;
  const middle = (0.05 * 20 + 0.1 * 10 + 0.1 * 10 + 0.05 * 20) / 5;
  expect(score.pinballPct).toBeCloseTo((above + middle) / 2, 9);
  expect(score.nmaePct).toBeCloseTo((15 + 0) / 2, 9);
  expect(score.coverage80Pct).toBe(50);
  expect(score.coverage90Pct).toBe(100);
  expect(score.calibration.map(({ share }) => share)).toEqual([0, 0, 0.5, 0.5, 1]);
});

test('skill is against the same slots of the reference, and those that it knew', () => {
  const known = slot({ actualKw: 50, referenceKw: 30 });
  const unknown = slot({ actualKw: 10, referenceKw: Number.NaN });
  const middle = (0.05 * 20 + 0.1 * 10 + 0.1 * 10 + 0.05 * 20) / 5;
  const { skillPct } = scoreForecast([known, unknown], scale);
  expect(skillPct).toBeCloseTo(100 * (1 - middle / 10), 9);
});

test('every slot counts for its lead, judged or not', () => {
  const early = slot({ leadH: 0.25, isJudged: false, actualKw: 40 });
  const { byLead, slots } = scoreForecast([early, slot({ leadH: 3 }), slot({ leadH: 2.1 })], scale);
  expect(slots).toBe(2);
  expect(byLead.map((lead) => [lead.leadH, lead.slots, lead.nmaePct, lead.nrmsePct])).toEqual([
    [1, 1, 10, 10],
    [3, 2, 0, 0],
  ]);
});

test('without a slot there is nothing to say', () => {
  const score = scoreForecast([], scale);
  expect(score).toMatchObject({ slots: 0, accuracyPct: null, pinballPct: null, skillPct: null });
  expect(score.byLead).toEqual([]);
});
