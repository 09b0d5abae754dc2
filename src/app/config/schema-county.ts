/** The county, its network and its cooperatives, as they are written in the configuration file. */
import { z } from 'zod';
import { idSchema } from '../../contract/http.ts';

export const nameSchema = z.string().min(1, 'must not be empty').max(100);

const id = idSchema.describe(
  'Id in topics, addresses and file names: letters, digits, . _ - (at most 64). Nodes, devices and cooperatives share one space of ids.',
);
const name = nameSchema.describe('Name that operators read, in Chinese.');
const nameEn = nameSchema.optional().describe('The same name in English.');
const latitude = z
  .number()
  .min(-90)
  .max(90)
  .describe('Latitude in degrees north (WGS 84); weather and sun are taken for it.');
const longitude = z.number().min(-180).max(180).describe('Longitude in degrees east (WGS 84).');
const ratingKva = z
  .number()
  .positive()
  .max(1e6)
  .describe('Rating of the transformer that serves the node, in kVA.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const countySchema = z.strictObject({
  id,
  name,
  nameEn,
  latitude,
  longitude,
  timeZone: z
    .string()
    .refine(isTimeZone, 'is not a time zone of the IANA list, such as Asia/Shanghai')
    .default('Asia/Shanghai')
    .describe('IANA time zone of days, tariffs and reports.'),
  currency: z
    .string()
    .min(1)
    .max(8)
    .default('元')
    .describe('Sign of the currency of every …YuanPerKwh price, as screens show it.'),
});

export const substationSchema = z.strictObject({
  id,
  name,
  nameEn,
  parent: z
    .string()
    .optional()
    .describe('Id of the county; may be left out, since there is only one.'),
  ratingKva: ratingKva.optional(),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
});

export const feederSchema = z.strictObject({
  id,
  name,
  nameEn,
  parent: z.string().describe('Id of the substation that feeds it.'),
});

export const areaSchema = z.strictObject({
  id,
  name,
  nameEn,
  parent: z.string().describe('Id of the feeder that it hangs on.'),
  ratingKva,
  latitude: latitude.optional(),
  longitude: longitude.optional(),
});

export const networkSchema = z.strictObject({
  substations: z.array(substationSchema).min(1).describe('Substations (变电站) of the county.'),
  feeders: z.array(feederSchema).min(1).describe('Feeders (馈线) of the substations.'),
  areas: z
    .array(areaSchema)
    .min(1)
    .describe('Areas (台区): each is what one distribution transformer serves.'),
});

export const cooperativeSchema = z.strictObject({
  id,
  name,
  nameEn,
  shares: z
    .record(
      idSchema,
      z.number().gt(0).max(1).describe('Share of the cooperative, above 0 and at most 1.'),
    )
    .describe('Household id to its share of the cooperative; shares sum to 1.'),
});
