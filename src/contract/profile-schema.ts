/** How a profile file is written. Descriptions end up in the JSON Schema for editors. */
import { z } from 'zod';
import { deviceKinds } from '../domain/device.ts';
import { parseJsonPath } from './json-path.ts';
import { parseTopicPattern } from './topic-pattern.ts';

const jsonPath = z
  .string()
  .max(200)
  .transform((text, context) => {
    const path = parseJsonPath(text);
    if (path !== null) return path;
    context.addIssue({ code: 'custom', message: 'must be a JSON path such as ENERGY.Power or $' });
    return z.NEVER;
  });

const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Asia/Shanghai');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const timeSchema = z.strictObject({
  path: jsonPath.describe('Where the time of the measurement stands.'),
  in: z
    .enum(['message', 'device'])
    .default('message')
    .describe('Whether the path starts at the message or at the part of one device.'),
  unit: z.enum(['ms', 's']).default('ms').describe('Unit of a time that is a number since 1970.'),
  zone: timeZone.optional().describe('Zone of a time that is text without a zone.'),
});

const fullPointSchema = z.strictObject({
  path: z
    .union([jsonPath, z.array(jsonPath).min(1).max(12)])
    .describe('Where the value stands; several are combined and must all be there.'),
  combine: z.enum(['sum', 'mean']).default('sum').describe('How several values become one.'),
  scale: z.number().default(1).describe('First the value is multiplied by this,'),
  offset: z.number().default(0).describe('then this is added: now it is in the unit below.'),
  unit: z.string().optional().describe('Unit of the device; that of the point if left out.'),
  sign: z
    .literal([1, -1])
    .default(1)
    .describe('-1 where the device counts in the other direction than the point.'),
});

/** A path alone is a point in its own unit. */
const pointSchema = z.preprocess(
  (point) => (typeof point === 'string' ? { path: point } : point),
  fullPointSchema,
);

const devicesSchema = z.strictObject({
  each: jsonPath.prefault('$').describe('Where the devices stand: an array or an object.'),
  id: jsonPath
    .optional()
    .describe(
      'Where in the part of a device its id stands; left out, the keys of the object are it.',
    ),
  separator: z
    .string()
    .min(1)
    .max(4)
    .optional()
    .describe('For flat objects: what stands between id and field in every key.'),
  idPrefix: z.string().max(32).default('').describe('Put before the id of the message.'),
  ids: z
    .record(z.string(), z.string())
    .default({})
    .describe('Our id for an id of the message; those that are not listed stay as they are.'),
});

const statusSchema = z.strictObject({
  path: jsonPath.optional().describe('Where the word stands; left out, the payload is the word.'),
  online: z.string().min(1).describe('Word for a device that is there.'),
  offline: z.string().min(1).describe('Word for a device that is gone.'),
});

const topic = z
  .string()
  .transform((text, context) => {
    const pattern = parseTopicPattern(text);
    if (pattern.ok) return pattern.value;
    context.addIssue({ code: 'custom', message: pattern.fault });
    return z.NEVER;
  })
  .describe('MQTT topic; {device} stands for the id of the device, + and # are wildcards.');

const messageSchema = z.strictObject({
  topic,
  devices: devicesSchema.optional().describe('For messages that carry many devices.'),
  time: timeSchema.optional().describe('Left out, the time of receipt is taken.'),
  points: z
    .record(z.string(), pointSchema)
    .optional()
    .describe('For each point its path, or its path and how the value is converted.'),
  status: statusSchema.optional().describe('For messages that say whether the device is there.'),
});

export const profileSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and -')
    .describe('Name that devices refer to.'),
  title: z.string().min(1).max(200).describe('What the profile is for.'),
  kinds: z
    .array(z.enum(deviceKinds))
    .min(1)
    .default([...deviceKinds])
    .describe('Kinds of device that may use it; all if left out.'),
  messages: z.array(messageSchema).min(1).max(20).describe('The messages of such a device.'),
});

export type ProfileFile = z.output<typeof profileSchema>;
export type MessageFile = z.output<typeof messageSchema>;
export type DevicesFile = z.output<typeof devicesSchema>;
export type TimeFile = z.output<typeof timeSchema>;
export type StatusFile = z.output<typeof statusSchema>;
export type PointFile = z.output<typeof pointSchema>;
