/** What crosses HTTP about forecasts. Powers are in kW; `net` is the exchange, import positive. */
import { z } from 'zod';
import { forecastHorizons, forecastKinds } from '../domain/forecast.ts';
import { idSchema, isoInstant, tableSchema } from './http.ts';

export const forecastKindSchema = z.enum(forecastKinds);
export const forecastHorizonSchema = z.enum(forecastHorizons);

/** Levels as `0.1,0.5,0.9`: each above 0 and below 1, rising, at most 99. */
const quantilesParameter = z
  .string()
  .regex(/^0\.\d{1,3}(,0\.\d{1,3}){0,98}$/, 'levels between 0 and 1 as 0.1,0.5,0.9')
  .default('0.1,0.5,0.9');

export const forecastQuerySchema = z
  .strictObject({
    kind: forecastKindSchema,
    horizon: forecastHorizonSchema.default('day_ahead'),
    quantiles: quantilesParameter,
    /** What was known at that instant; now if left out. */
    issuedAt: isoInstant.optional(),
    /**
     * With a range every slot comes from the newest forecast that covers it, each row with its issue
     * time; without one the newest forecast is answered whole.
     */
    from: isoInstant.optional(),
    to: isoInstant.optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    message: '`from` and `to` go together',
  });

export const forecastInputSchema = z.object({ name: z.string(), availableAt: isoInstant });

export const forecastRunSchema = z.object({
  id: z.string(),
  horizon: forecastHorizonSchema,
  issuedAt: isoInstant,
  computedAt: isoInstant,
  inputs: z.array(forecastInputSchema),
});
export type ForecastRunView = z.infer<typeof forecastRunSchema>;

/** Columns: `at, issuedAt, p10, p50, p90, …`, one for each level that was asked for. */
export const nodeForecastSchema = tableSchema.extend({
  node: z.string(),
  kind: forecastKindSchema,
  horizon: forecastHorizonSchema,
  levels: z.array(z.number()),
  /** The newest run that the rows come from. */
  run: forecastRunSchema,
  model: z.string(),
});
export type NodeForecastView = z.infer<typeof nodeForecastSchema>;

export const forecastListQuerySchema = z.strictObject({
  horizon: forecastHorizonSchema.optional(),
  from: isoInstant.optional(),
  to: isoInstant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export const forecastListSchema = z.object({ items: z.array(forecastRunSchema) });

export const runForecastSchema = z.strictObject({ horizon: forecastHorizonSchema });

export const forecastScoreQuerySchema = z.strictObject({
  kind: forecastKindSchema,
  horizon: forecastHorizonSchema.default('day_ahead'),
  from: isoInstant,
  to: isoInstant,
});

const leadScoreSchema = z.object({
  /** Hours from the issue to the start of the slot, rounded up. */
  leadH: z.number(),
  slots: z.number().int(),
  /** Mean absolute and root mean square error of the median over capacity, in per cent. */
  nmaePct: z.number().nullable(),
  nrmsePct: z.number().nullable(),
  /** Mean pinball loss over the kept levels, over capacity, in per cent. */
  pinballPct: z.number().nullable(),
});

export const forecastScoreSchema = z.object({
  node: z.string(),
  kind: forecastKindSchema,
  horizon: forecastHorizonSchema,
  from: isoInstant,
  to: isoInstant,
  capacityKw: z.number().nullable(),
  /** Slots that count; those without complete data do not. */
  slots: z.number().int(),
  excludedSlots: z.number().int(),
  /** The rules by which accuracy is worked out, and their date: for orientation, no claim. */
  ruleSet: z.object({ id: z.string(), name: z.string(), date: z.string() }),
  /** Mean over days of (1 − RMSE / capacity) × 100; for `ultra_short` of the fourth hour. */
  accuracyPct: z.number().nullable(),
  requiredPct: z.number().nullable(),
  /** Of the slots that count, as in `byLead`. */
  nmaePct: z.number().nullable(),
  pinballPct: z.number().nullable(),
  coverage80Pct: z.number().nullable(),
  coverage90Pct: z.number().nullable(),
  /** 1 − pinball / pinball of persistence, in per cent; what persistence is, in one word. */
  skillPct: z.number().nullable(),
  skillAgainst: z.string(),
  byLead: z.array(leadScoreSchema),
  /** For each kept level the share of actual values below its quantile. */
  calibration: z.array(z.object({ level: z.number(), share: z.number() })),
  worstDays: z.array(z.object({ day: z.string(), accuracyPct: z.number(), biasKw: z.number() })),
});
export type ForecastScoreView = z.infer<typeof forecastScoreSchema>;

export const forecastModelQuerySchema = z.strictObject({
  kind: forecastKindSchema,
  horizon: forecastHorizonSchema.default('day_ahead'),
});

/** Ratios and shares are of 1; losses are in kW. */
const modelCardSchema = z.object({
  /** When it was ready, and the history that it was learned from. */
  trainedAt: isoInstant,
  from: isoInstant,
  to: isoInstant,
  days: z.number(),
  rows: z.number().int(),
  recipe: z.string(),
  /** What it looks at, and the columns that it does not believe. */
  features: z.array(z.string()),
  ignored: z.array(z.string()),
  findings: z.array(
    z.object({
      column: z.string(),
      from: isoInstant,
      to: isoInstant,
      what: z.string(),
      done: z.string(),
      slots: z.number().int(),
      amount: z.number().nullable(),
    }),
  ),
  /** What the history tells of the plant; `errorRatio` is the error as a part of that of the usual value. */
  parameters: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      unit: z.string(),
      days: z.number(),
      errorRatio: z.number().nullable(),
      used: z.boolean(),
    }),
  ),
  /** Members of the blend with their weights and mean pinball losses out of time. */
  members: z.array(
    z.object({
      name: z.string(),
      weight: z.number(),
      validationLossKw: z.number().nullable(),
      trees: z.number().int(),
    }),
  ),
  validationLossKw: z.number().nullable(),
});
export type ModelCardView = z.infer<typeof modelCardSchema>;

export const forecastModelSchema = z.object({
  node: z.string(),
  kind: forecastKindSchema,
  horizon: forecastHorizonSchema,
  /** Groups of devices that the forecast is made of, and how many of them a learned model serves. */
  groups: z.number().int(),
  learnedGroups: z.number().int(),
  /** The largest of them, by rating. */
  items: z.array(
    z.object({
      group: z.string(),
      node: z.string(),
      cooperative: z.string().nullable(),
      deviceKind: z.string(),
      devices: z.number().int(),
      capacityKw: z.number(),
      /** Whether a learned model serves; else physics and usual profiles do. */
      isLearned: z.boolean(),
      /** Since when it serves; null while nothing was ever learned. */
      since: isoInstant.nullable(),
      /** The new model that is being compared, and the days compared so far. */
      challenger: z.object({ trainedAt: isoInstant, days: z.number().int() }).nullable(),
      /** Whether errors of the one that serves have grown for good. */
      hasDrifted: z.boolean(),
      /** Of the learned model that serves. */
      card: modelCardSchema.nullable(),
    }),
  ),
});
export type ForecastModelView = z.infer<typeof forecastModelSchema>;

export const forecastParams = z.object({ id: idSchema });
