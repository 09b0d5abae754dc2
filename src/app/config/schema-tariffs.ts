/** Dated price and carbon tables. An entry holds from its `validFrom` until the next one's. */
import { z } from 'zod';

export const periodKinds = ['sharp', 'peak', 'flat', 'valley'] as const;

const hoursPattern = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

const dated = {
  validFrom: z.iso
    .date({ error: 'must be a date such as 2024-06-01' })
    .describe('First day on which the entry holds, in county time.'),
  source: z.string().min(1).max(300).describe('Document that the numbers were taken from.'),
  note: z.string().max(500).optional().describe('What is still to be checked about the entry.'),
};

const hours = z
  .array(z.string().regex(hoursPattern, 'must be hours such as 07:00-16:00, at most 24:00'))
  .default([]);

export const seasonSchema = z.strictObject({
  months: z
    .array(z.number().int().min(1).max(12))
    .min(1)
    .describe('Months, 1 to 12, that these hours hold in.'),
  sharp: hours.describe('Hours of the sharp period (尖), half-open, in county time.'),
  peak: hours.describe('Hours of the peak period (峰).'),
  flat: hours.describe('Hours of the flat period (平).'),
  valley: hours.describe('Hours of the valley period (谷).'),
});

const ratio = z.number().positive().max(10);

export const timeOfUseSchema = z.strictObject({
  ...dated,
  ratios: z
    .strictObject({
      sharp: ratio.describe('Sharp price over flat price.'),
      peak: ratio.describe('Peak price over flat price.'),
      flat: ratio.describe('Flat price over itself: 1.'),
      valley: ratio.describe('Valley price over flat price.'),
    })
    .describe('Prices of the periods as multiples of the flat price.'),
  flatPriceYuanPerKwh: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Flat price a kWh. Left out while it is not known: ratios alone still show periods.'),
  seasons: z
    .array(seasonSchema)
    .min(1)
    .max(12)
    .describe('Hours of the periods: every month once, and in it all 24 hours once.'),
});

export const feedInSchema = z.strictObject({
  ...dated,
  priceYuanPerKwh: z.number().min(0).max(100).describe('Price paid for a kWh fed into the grid.'),
});

export const gridFactorSchema = z.strictObject({
  ...dated,
  factorKgCo2PerKwh: z.number().min(0).max(5).describe('Carbon of a kWh from the grid, in kg CO₂.'),
});

export const tariffsSchema = z.strictObject({
  timeOfUse: z
    .array(timeOfUseSchema)
    .default([])
    .describe('Time-of-use tables for what is bought from the grid, in any order.'),
  feedIn: z.array(feedInSchema).default([]).describe('Prices for what is fed into the grid.'),
  gridFactor: z.array(gridFactorSchema).default([]).describe('Carbon factors of the grid.'),
});
