/** What crosses HTTP under `/api/v1`. Instants are ISO 8601 with `Z`; numbers carry their unit in their name. */
import { z } from 'zod';
import { deviceKinds } from '../domain/device.ts';
import { qualityLevels, qualityReasons } from '../domain/reading.ts';
import { nodeKinds } from '../domain/topology.ts';
import { idPattern } from './topics.ts';

export const isoInstant = z.iso
  .datetime({
    offset: true,
    error: ({ input }) =>
      input === undefined
        ? undefined
        : 'is no instant; write 2026-07-01T12:00:00Z, or an offset instead of Z (in an address %2B for +)',
  })
  .describe('ISO 8601 instant');
export const idSchema = z
  .string()
  .regex(idPattern, 'letters, digits, . _ - and at most 64 of them');

/** RFC 9457 problem details. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable code for programs. */
  code: z.string(),
  detail: z.string(),
  /** Single faults of an input, each with its place. */
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const resolutions = ['raw', '1m', '15m', '1h', '1d'] as const;
export const resolutionSchema = z.enum(resolutions);
export type Resolution = (typeof resolutions)[number];

// ---------------------------------------------------------------- topology and devices

export const nodeSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  kind: z.enum(nodeKinds),
  parentId: z.string().nullable(),
  ratingKva: z.number().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  deviceCount: z.number().int(),
});
export type NodeView = z.infer<typeof nodeSchema>;

export const topologySchema = z.object({
  timeZone: z.string(),
  currency: z.string(),
  /** Parents before children; the first is the county. */
  nodes: z.array(nodeSchema),
  cooperatives: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      nameEn: z.string().nullable(),
      deviceCount: z.number().int(),
    }),
  ),
});
export type TopologyView = z.infer<typeof topologySchema>;

/**
 * `online`: reports as expected; `stale`: its newest value is older than it may be; `dead`: its last
 * will or its own word says that it is gone; `silent`: nothing was ever received.
 */
export const deviceStates = ['online', 'stale', 'dead', 'silent'] as const;
export const deviceStateSchema = z.enum(deviceStates);
export type DeviceState = (typeof deviceStates)[number];

export const qualitySchema = z.enum(qualityLevels);
export const reasonsSchema = z.array(z.enum(qualityReasons));

export const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(deviceKinds),
  nodeId: z.string(),
  cooperativeId: z.string().nullable(),
  ratingKw: z.number().nullable(),
  reportIntervalS: z.number(),
  profile: z.string().nullable(),
  origin: z.enum(['configuration', 'registration']),
  retiredAt: isoInstant.nullable(),
  state: deviceStateSchema,
  lastMeasuredAt: isoInstant.nullable(),
  /** Newest power in kW, for lists; null where the kind or the device has none. */
  powerKw: z.number().nullable(),
  quality: qualitySchema.nullable(),
});
export type DeviceView = z.infer<typeof deviceSchema>;

export const pointSchema = z.object({
  name: z.string(),
  unit: z.string(),
  meaning: z.string(),
  register: z.boolean(),
});

/** Counters since the service started, and what the device said of itself. */
export const deviceDetailSchema = deviceSchema.extend({
  points: z.array(pointSchema),
  birth: z.record(z.string(), z.unknown()).nullable(),
  seqGaps: z.number().int(),
  duplicates: z.number().int(),
  hasCredential: z.boolean(),
});
export type DeviceDetail = z.infer<typeof deviceDetailSchema>;

export const deviceQuerySchema = z.strictObject({
  kind: z.enum(deviceKinds).optional(),
  node: idSchema.optional(),
  cooperative: idSchema.optional(),
  state: deviceStateSchema.optional(),
  search: z.string().max(64).optional(),
  retired: z.enum(['true', 'false']).default('false'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type DeviceQuery = z.infer<typeof deviceQuerySchema>;

export const deviceListSchema = z.object({
  total: z.number().int(),
  items: z.array(deviceSchema),
});
export type DeviceList = z.infer<typeof deviceListSchema>;

export const newDeviceSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(100),
  kind: z.enum(deviceKinds),
  nodeId: idSchema,
  cooperativeId: idSchema.nullable().default(null),
  ratingKw: z.number().positive().max(1e6).nullable().default(null),
  reportIntervalS: z.number().min(1).max(86_400).default(300),
  profile: idSchema.nullable().default(null),
});

/** The secret is shown this once; `username` is the device id. */
export const credentialSchema = z.object({
  username: z.string(),
  password: z.string(),
  telemetryTopic: z.string(),
});

// ---------------------------------------------------------------- readings and curves

export const rangeQuerySchema = z.strictObject({
  from: isoInstant,
  to: isoInstant,
  resolution: resolutionSchema.default('15m'),
  /** `csv` is for spreadsheets: comma-separated, UTF-8 with a byte order mark. */
  format: z.enum(['json', 'csv']).default('json'),
});
export const readingsQuerySchema = rangeQuerySchema.extend({
  /** Comma-separated point names; all points of the kind if left out. */
  points: z.string().max(400).optional(),
});

/**
 * Rows of values under named columns. The first column is `at`, the instant of the reading or the
 * start of the slot; a value that is not there is null.
 */
export const tableSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null(), z.array(z.string())]))),
});

/**
 * Columns of readings: `at, quality, reasons, completeness, <points>`; `completeness` is 1 for raw
 * rows, `reasons` an array of strings.
 */
export const readingsSchema = tableSchema.extend({
  device: z.string(),
  resolution: resolutionSchema,
});

/** Columns of a curve: `at, <curveColumns>`, in kW; see `curveColumns`. */
export const curveSchema = tableSchema.extend({
  node: z.string(),
  resolution: resolutionSchema,
});
export const curveColumns = [
  'at',
  'pvPowerKw',
  'windPowerKw',
  'batteryPowerKw',
  'biogasPowerKw',
  'heatPumpPowerKw',
  'loadPowerKw',
  'evPowerKw',
  'pccPowerKw',
  'residualKw',
  'completeness',
  'quality',
] as const;

export const latestSchema = z.object({
  device: z.string(),
  state: deviceStateSchema,
  /** Null while nothing was ever received. */
  measuredAt: isoInstant.nullable(),
  receivedAt: isoInstant.nullable(),
  ageS: z.number().nullable(),
  quality: qualitySchema.nullable(),
  reasons: reasonsSchema,
  values: z.record(z.string(), z.number().nullable()),
});
export type LatestView = z.infer<typeof latestSchema>;

// ---------------------------------------------------------------- live

/** What a node is doing now: the parts of its balance in kW, null where nothing measures it. */
export const nodeNowSchema = z.object({
  node: z.string(),
  at: isoInstant,
  pvPowerKw: z.number().nullable(),
  windPowerKw: z.number().nullable(),
  batteryPowerKw: z.number().nullable(),
  biogasPowerKw: z.number().nullable(),
  heatPumpPowerKw: z.number().nullable(),
  loadPowerKw: z.number().nullable(),
  evPowerKw: z.number().nullable(),
  pccPowerKw: z.number().nullable(),
  residualKw: z.number().nullable(),
  /** Devices that count now, of all that should. */
  devicesFresh: z.number().int(),
  devicesTotal: z.number().int(),
});
export type NodeNow = z.infer<typeof nodeNowSchema>;

/**
 * `GET /api/v1/live?node=…&device=…` is a stream of server-sent events: `node` with a `NodeNow`,
 * `device` with a `LatestView`, each at most once a second, and `stale` with `{}` when a resumed
 * stream had to leave a gap, so that the page reads the curve again.
 */
export const liveQuerySchema = z
  .strictObject({
    node: idSchema.optional(),
    device: idSchema.optional(),
    /** Resumes like the header `Last-Event-ID`, for clients that cannot set it; the header wins. */
    lastEventId: z.coerce.number().int().min(0).optional(),
  })
  .refine(({ node, device }) => node !== undefined || device !== undefined, {
    message: 'name a node, a device, or both',
  });

// ---------------------------------------------------------------- quarantine, health

export const quarantineEntrySchema = z.object({
  id: z.number().int(),
  at: isoInstant,
  topic: z.string(),
  deviceId: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
  /** The beginning of the payload as text, with what is not UTF-8 replaced. */
  payloadText: z.string(),
  payloadBytes: z.number().int(),
  replayedAt: isoInstant.nullable(),
});
export type QuarantineView = z.infer<typeof quarantineEntrySchema>;

export const quarantineQuerySchema = z.strictObject({
  /** Entries older than this id, to page on. */
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  code: z.string().max(64).optional(),
});
export const quarantineListSchema = z.object({
  kept: z.number().int(),
  added: z.number().int(),
  dropped: z.number().int(),
  items: z.array(quarantineEntrySchema),
});

/** What a replay did: the message was read this time, or why it still is not. */
export const replayResultSchema = z.object({
  accepted: z.boolean(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
