/** The form of a protocol.json: what is tested, and what may be known when. */
import { z } from 'zod';
import { forecastKinds } from '../../domain/forecast.ts';

const label = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, 'write a time as YYYY-MM-DD HH:MM');
const name = z.string().min(1);
/** Words for readers; a backtest does nothing with them. */
const note = z.string().optional();

const capacity = z.union([z.number().positive(), z.enum(['maxOfTraining', 'maxAbsOfTraining'])]);
const stepMin = z.int().positive().max(1440);
const timeLabel = z.enum(['start', 'end', 'as published']);
const kind = z.enum(forecastKinds);

const windowForm = z.strictObject({ name, trainTo: label, from: label, to: label, note });

const siteForm = z.strictObject({
  latDeg: z.number().min(-90).max(90).optional(),
  lonDeg: z.number().min(-180).max(180).optional(),
  altitudeM: z.number().optional(),
  tiltDeg: z.number().min(0).max(90).optional(),
  azimuthDeg: z.number().min(0).max(360).optional(),
});

const futureForm = z.strictObject({
  columns: z.union([z.array(name).min(1), z.literal('perSeries')]),
  of: z.enum(['ownSeries', 'allSeries']).optional(),
  perfect: z.boolean().optional(),
  latestRun: z.boolean().optional(),
  accumulated: z.array(name).optional(),
  daily: name.optional(),
  note,
});

const partForm = z.strictObject({
  fromHour: z.number().min(0).max(24).optional(),
  toHour: z.number().min(0).max(24).optional(),
  steps: z.tuple([z.int().positive(), z.int().positive()]).optional(),
});

const seriesForm = z.strictObject({
  id: name,
  file: name,
  target: name,
  kind: kind.optional(),
  stepMin: stepMin.optional(),
  timeZone: name.optional(),
  timeLabel: timeLabel.optional(),
  capacity: capacity.optional(),
  clipTarget: z
    .tuple([z.number().nullable(), z.union([z.number(), z.literal('capacity'), z.null()])])
    .optional(),
  excludeTargetBelow: z.number().optional(),
  future: z.array(name).optional(),
  site: siteForm.optional(),
  windows: z.array(windowForm).min(1).optional(),
  note,
});

const trackForm = z.strictObject({
  name,
  windows: z.array(windowForm).min(1).optional(),
  issue: name,
  knownThrough: name.optional(),
  steps: z.int().positive().optional(),
  horizon: z.literal('day D').optional(),
  future: futureForm.optional(),
  measuredInputs: z.array(name).optional(),
  parts: z.record(name, partForm).optional(),
  capacity: capacity.optional(),
  scale: name.optional(),
  score: z.union([name, z.array(name)]),
  note,
});

const common = { set: name, sign: note, note };

const seriesSetForm = z.strictObject({
  ...common,
  ...seriesForm.pick({
    ...{ stepMin: true, timeZone: true, timeLabel: true, capacity: true },
    ...{ clipTarget: true, excludeTargetBelow: true, windows: true },
  }).shape,
  kind,
  calendar: z.strictObject({ holidays: name }).optional(),
  series: z.array(seriesForm).min(1),
  tracks: z.array(trackForm).min(1),
});

const multivariateSetForm = z.strictObject({
  ...common,
  kind: z.literal('multivariate'),
  stepMin,
  timeLabel: timeLabel.optional(),
  timeZone: name.optional(),
  series: z
    .array(z.strictObject({ id: name, file: name, target: z.array(name).min(1), note }))
    .min(1),
  tracks: z
    .array(
      z.strictObject({
        name,
        split: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
        normalise: z.literal('z-score of training'),
        stride: z.literal(1),
        horizons: z.array(z.int().positive()).min(1),
        score: z.array(z.enum(['MSE', 'MAE'])),
        note,
      }),
    )
    .min(1),
});

export const protocolForm = z.discriminatedUnion('kind', [
  multivariateSetForm,
  ...forecastKinds.map((each) => seriesSetForm.extend({ kind: z.literal(each) })),
]);

export type Protocol = z.infer<typeof protocolForm>;
export type MultivariateProtocol = z.infer<typeof multivariateSetForm>;
export type SeriesProtocol = z.infer<typeof seriesSetForm>;
export type SeriesEntry = z.infer<typeof seriesForm>;
export type TrackEntry = z.infer<typeof trackForm>;
export type WindowEntry = z.infer<typeof windowForm>;
export type Capacity = z.infer<typeof capacity>;
