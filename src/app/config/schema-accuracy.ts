/** By what rules the accuracy of forecasts is worked out. */
import { z } from 'zod';
import { type AccuracyRules, usualAccuracyRules } from '../../forecast/score/accuracy-rules.ts';

const percent = z.number().min(0).max(100);

function rulesSchema(usual: AccuracyRules) {
  return z
    .strictObject({
      id: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be small letters, digits and hyphens')
        .default(usual.id)
        .describe('Short name of the rules in answers.'),
      name: z.string().min(1).max(100).default(usual.name).describe('Name of the rules.'),
      date: z.iso.date().default(usual.date).describe('Day of the text that the figures are from.'),
      dayAheadPct: percent.default(usual.dayAheadPct).describe('Accuracy asked a day ahead, %.'),
      fourthHourPct: percent
        .default(usual.fourthHourPct)
        .describe('Accuracy asked of the fourth hour of the ultra-short forecast, %.'),
      leavesNightOut: z
        .boolean()
        .default(usual.leavesNightOut)
        .describe('Whether nights of roofs count for nothing.'),
    })
    .prefault({});
}

export const accuracyRulesSchema = z.strictObject({
  pv: rulesSchema(usualAccuracyRules.pv).describe('Rules for PV.'),
  others: rulesSchema(usualAccuracyRules.others).describe('Rules for everything else.'),
});
