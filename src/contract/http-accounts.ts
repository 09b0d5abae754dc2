/** Accounts, sessions and tokens as they cross HTTP. */
import { z } from 'zod';
import { isoInstant } from './http.ts';

export const roles = ['admin', 'operator', 'cooperative', 'viewer'] as const;
export const roleSchema = z.enum(roles);
export type Role = (typeof roles)[number];

export const userSchema = z.object({
  name: z.string(),
  role: roleSchema,
  /** The cooperative whose devices a `cooperative` account sees. */
  cooperativeId: z.string().nullable(),
});
export type User = z.infer<typeof userSchema>;

export const signInSchema = z.object({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

export const newAccountSchema = z.strictObject({
  name: z.string().min(1).max(64),
  password: z.string().min(12).max(256),
  role: roleSchema,
  cooperativeId: z.string().nullable().default(null),
});

export const newTokenSchema = z.strictObject({
  label: z.string().min(1).max(64),
  role: roleSchema,
  cooperativeId: z.string().nullable().default(null),
  expiresInDays: z.number().int().min(1).max(730).default(365),
});
export const tokenSchema = z.object({
  id: z.string(),
  label: z.string(),
  role: roleSchema,
  cooperativeId: z.string().nullable(),
  createdAt: isoInstant,
  expiresAt: isoInstant,
});
/** The token itself is shown this once. */
export const issuedTokenSchema = tokenSchema.extend({ token: z.string() });
