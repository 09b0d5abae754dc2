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

export const forecastParams = z.object({ id: idSchema });
