/** Store, journal, HTTP and log. */
import { z } from 'zod';
import { idSchema } from '../../contract/http.ts';
import { portSchema } from './schema-mqtt.ts';
import { secretRefSchema } from './schema-secret.ts';

const serverUrlSchema = z
  .string()
  .regex(
    /^https?:\/\/[^\s/@?#]+$/,
    'must be http://host:port or https://host:port, without a user',
  );

const days = z.number().int().max(36_500);

/** What every store has besides its kind. */
const storeParts = {
  folder: z
    .string()
    .min(1)
    .default('data')
    .describe('Folder of registry, accounts and readings; taken from the folder of this file.'),
  retention: z
    .strictObject({
      rawDays: days
        .min(31)
        .default(90)
        .describe('Days that readings are kept; readings up to 30 days late need them.'),
      quartersDays: days.min(31).default(1_830).describe('Days that 15-minute slots are kept.'),
      daysDays: days.min(31).default(3_650).describe('Days that daily slots are kept.'),
    })
    .prefault({})
    .describe('How long each level is kept; a coarser level no shorter than a finer one.'),
  compactionHour: z
    .number()
    .int()
    .min(0)
    .max(23)
    .default(3)
    .describe('Hour of the county day at which past days are compacted and old ones removed.'),
};

const embeddedStoreSchema = z.strictObject({
  kind: z
    .literal('embedded')
    .optional()
    .default('embedded')
    .describe('The store runs inside the service; this kind if left out.'),
  ...storeParts,
  memoryLimitMb: z
    .number()
    .int()
    .min(64)
    .max(65_536)
    .default(128)
    .describe('Memory that the reading store may take, in MB.'),
});

const influx1StoreSchema = z.strictObject({
  kind: z.literal('influxdb1').describe('Readings and slots are kept in a server of InfluxDB 1.x.'),
  ...storeParts,
  influxdb1: z
    .strictObject({
      url: serverUrlSchema.describe('Address of the server.'),
      database: idSchema.describe('Database of this county alone; made where it is missing.'),
      username: z.string().min(1).optional().describe('User of the service on the server.'),
      password: secretRefSchema
        .optional()
        .describe('Where the password of that user is to be had.'),
    })
    .describe('The server, and the database on it.'),
});

const influx2StoreSchema = z.strictObject({
  kind: z
    .literal('influxdb2')
    .describe('Readings and slots are kept in a server of InfluxDB 2.x or later.'),
  ...storeParts,
  influxdb2: z
    .strictObject({
      url: serverUrlSchema.describe('Address of the server.'),
      organisation: z
        .string()
        .min(1)
        .max(256)
        .describe('Organisation that the bucket belongs to; 3.x takes any.'),
      bucket: z
        .string()
        .min(1)
        .max(256)
        .describe('Bucket of this county alone, which must be there; a database in 3.x.'),
      token: secretRefSchema.describe('Where the token is to be had that reads and writes it.'),
    })
    .describe('The server, and the bucket on it.'),
});

export const storeOptions = {
  embedded: embeddedStoreSchema,
  influxdb1: influx1StoreSchema,
  influxdb2: influx2StoreSchema,
};

export const storeSchema = z
  .discriminatedUnion('kind', [
    storeOptions.embedded,
    storeOptions.influxdb1,
    storeOptions.influxdb2,
  ])
  .prefault({});

export const journalSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .default('data/journal')
    .describe('Folder of the journal; taken from the folder of this file.'),
  maxMb: z
    .number()
    .int()
    .min(8)
    .max(1_048_576)
    .default(1_024)
    .describe('Bound of the journal in MB; at it devices are no longer acknowledged, and hold.'),
  segmentMb: z
    .number()
    .int()
    .min(1)
    .max(1_024)
    .default(16)
    .describe('Size of one preallocated segment in MB; 4 to 1024 of them fit in the bound.'),
  sync: z
    .union(
      [
        z.enum(['always', 'never']),
        z.strictObject({
          everyMs: z
            .number()
            .int()
            .min(1)
            .max(60_000)
            .describe('Milliseconds between two fdatasync calls.'),
        }),
      ],
      { error: 'must be always, never or { everyMs: N }' },
    )
    .default('always')
    .describe(
      'When fdatasync is called: always before acknowledging, every N ms, or never (left to the system).',
    ),
});

export const httpSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; 0.0.0.0 for people on the network.'),
  port: portSchema.default(8080).describe('Port to listen on; 0 takes any free one.'),
  secureCookies: z
    .boolean()
    .default(false)
    .describe('Sends the session cookie over HTTPS only; set it once a proxy speaks TLS.'),
  trustProxy: z
    .boolean()
    .default(false)
    .describe('Takes the address of clients from the X-Forwarded-For of a proxy in front.'),
});

export const logSchema = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('Least severe lines that are written.'),
});
