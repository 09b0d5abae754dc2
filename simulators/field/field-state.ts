import { z } from 'zod';
import type { ControlState } from '../control/control-state.ts';
import type { FaultMemory } from '../faults/value-faults.ts';
import type { SavedCountyState } from '../models/county-state.ts';

/** What a field keeps for its next start; plain JSON. */
export interface SavedFieldState extends SavedCountyState {
  /** Setpoints in force, by device id. */
  readonly control: Readonly<Record<string, ControlState>>;
  readonly faults: SavedFaults;
}

export interface SavedFaults {
  /** When times of the fault script began to count, epoch ms. */
  readonly beginAt: number;
  readonly memory: Readonly<Record<string, FaultMemory>>;
}

const besidesCounty = z.object({
  control: z.record(z.string(), z.unknown()).catch({}),
  faults: z
    .object({
      beginAt: z.number(),
      memory: z.record(z.string(), z.record(z.string(), z.number())),
    })
    .nullable()
    .catch(null),
});

/** The part of a saved state beside that of the county; what cannot be read is begun anew. */
export function restoredBesides(saved: unknown): z.output<typeof besidesCounty> {
  const parsed = besidesCounty.safeParse(saved);
  return parsed.success ? parsed.data : { control: {}, faults: null };
}
