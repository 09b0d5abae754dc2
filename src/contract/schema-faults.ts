import type { z } from 'zod';
import { excerpt } from './decode-faults.ts';
import type { Sender } from './telemetry-fields.ts';

/** Tells a device which fields of its message do not fit, one fault a field. */
export function tellSchemaFaults(error: z.ZodError, { device, faults }: Sender): void {
  for (const { path, message } of error.issues) {
    const field = path.length === 0 ? 'The message' : `The field ${excerpt(path.join('.'))}`;
    faults.add('wrong_type', device.id, `${field} does not fit: ${message}.`);
  }
}
