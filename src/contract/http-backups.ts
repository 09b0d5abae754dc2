/** Backups that the running service makes of itself. */
import { z } from 'zod';

export const backupStates = ['running', 'done', 'failed'] as const;

export const backupSchema = z.object({
  /** When it was begun, as a file name. */
  name: z.string(),
  /** Where it is on the machine of the service; `paulownia restore` reads it from there. */
  folder: z.string(),
  state: z.enum(backupStates),
  /** Why it failed. */
  detail: z.string().nullable(),
});
export type BackupView = z.infer<typeof backupSchema>;

export const backupListSchema = z.object({
  /** The newest first. */
  items: z.array(backupSchema),
});
