/** What `/api/v1/health/ready` says of the service's parts. */
import { z } from 'zod';
import { isoInstant } from './http.ts';

/** What can be said of a part of the service; every one but `working` asks a person for something. */
export const partConditions = [
  'working',
  'broker_away',
  'journal_disk_low',
  'journal_disk_full',
  'journal_disk_fault',
  'journal_full',
  'journal_damaged',
  'store_disk_full',
  'store_fault',
  'clock_stepped',
  'weather_away',
] as const;
export type PartCondition = (typeof partConditions)[number];

export const readinessSchema = z.object({
  ready: z.boolean(),
  parts: z.array(
    z.object({
      name: z.string(),
      /** False while the part does not do its work. */
      ok: z.boolean(),
      condition: z.enum(partConditions),
      /** What is so, with its numbers and the words of the system. */
      detail: z.string(),
      /** What a person should do; null where nothing is to be done. */
      remedy: z.string().nullable(),
    }),
  ),
  /** What waits for the reading store. */
  store: z.object({
    /** When it first failed since it took readings last; null while it takes them. */
    awaySince: isoInstant.nullable(),
    /** Messages that are acknowledged and not stored yet: the journal keeps them. */
    backlogMessages: z.number().int(),
    /** About how long they take once the store takes them; null where it is not known yet. */
    drainS: z.number().nullable(),
  }),
});
export type Readiness = z.infer<typeof readinessSchema>;
