import { z } from 'zod';
import { idPattern } from '../../contract/topics.ts';
import { deviceKinds } from '../../domain/device.ts';
import { nameSchema } from './schema-county.ts';

/** Devices that one file may describe, templates expanded. */
export const devicesMax = 50_000;

/** Stands for the running number in the id and name of a device written with `count`. */
export const numberMark = '{n}';

export function withNumber(template: string, number: number): string {
  return template.replaceAll(numberMark, String(number));
}

const reportIntervalS = z.number().min(1).max(86_400);

export const deviceSchema = z.strictObject({
  id: z
    .string()
    .refine(
      (id) => idPattern.test(withNumber(id, devicesMax)),
      'letters, digits, . _ - and at most 64 of them; {n} where there is a count',
    )
    .describe(
      'Id of the device, which is also its user name on the broker and part of its topics. With count it holds {n}, which becomes 1, 2, 3 …',
    ),
  name: nameSchema.describe('Name that operators read; with count, {n} becomes the number.'),
  kind: z.enum(deviceKinds).describe('What the device is; it decides its points and their signs.'),
  node: z.string().describe('Id of the node that it is connected to, most often an area.'),
  cooperative: z
    .string()
    .optional()
    .describe('Id of the cooperative that owns it; left out where none does.'),
  ratingKw: z
    .number()
    .positive()
    .max(1e6)
    .optional()
    .describe(
      'Nameplate power in kW (thermal for a heat_store). Meters may leave it out: theirs is then the kVA rating of their node. A weather station has none.',
    ),
  reportIntervalS: reportIntervalS
    .optional()
    .describe(
      'How often the device reports, in seconds; deviceDefaults.reportIntervalS if left out. A value stands for one and a half intervals, then the device is stale.',
    ),
  profile: z
    .string()
    .optional()
    .describe('Id of the profile that reads its messages; left out for the native topics.'),
  count: z
    .number()
    .int()
    .min(1)
    .max(devicesMax)
    .optional()
    .describe('Makes this many equal devices, numbered from 1, out of the one entry.'),
});

export const deviceDefaultsSchema = z.strictObject({
  reportIntervalS: reportIntervalS
    .default(300)
    .describe('Report interval in seconds of the devices that state none.'),
});
