import { z } from 'zod';

const remedy =
  'a secret does not belong in this file: write { env: NAME } for an environment variable or { file: PATH } for a file';

/** Where a secret is to be had. The secret itself never stands in the configuration file. */
export const secretRefSchema = z.union(
  [
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe('Name of the environment variable that holds the secret.'),
    }),
    z.strictObject({
      file: z
        .string()
        .min(1)
        .describe('File that holds the secret; a line end after it is not part of it.'),
    }),
  ],
  { error: (issue) => (issue.input === undefined ? 'is missing' : remedy) },
);

export type SecretRef = z.output<typeof secretRefSchema>;
