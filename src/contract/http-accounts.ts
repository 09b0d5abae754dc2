/** Accounts, sessions and tokens as they cross HTTP. */
import { z } from 'zod';
import { idSchema, isoInstant } from './http.ts';

export const roles = ['admin', 'operator', 'cooperative', 'viewer'] as const;
export const roleSchema = z.enum(roles);
export type Role = (typeof roles)[number];

/** Names of accounts: letters of any script, digits and `. _ @ -`, so that a token's name is never one. */
const accountName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u, 'letters, digits, . _ @ - and no spaces');
const newPassword = z.string().min(12, 'at least 12 characters').max(256);

/** A cooperative account belongs to a cooperative, and no other account does. */
function ownsItsCooperative(account: { role: Role; cooperativeId: string | null }): boolean {
  return (account.role === 'cooperative') === (account.cooperativeId !== null);
}
const cooperativeRule = {
  path: ['cooperativeId'],
  message: 'goes with the role cooperative, and only with it',
};

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

export const newAccountSchema = z
  .strictObject({
    name: accountName,
    password: newPassword,
    role: roleSchema,
    cooperativeId: idSchema.nullable().default(null),
  })
  .refine(ownsItsCooperative, cooperativeRule);

export const setPasswordSchema = z.strictObject({ password: newPassword });

/** A person changes the own password: who found an open console does not know the present one. */
export const changePasswordSchema = z.strictObject({
  present: z.string().min(1).max(256),
  next: newPassword,
});

export const accountListSchema = z.object({ items: z.array(userSchema) });

export const newTokenSchema = z
  .strictObject({
    label: z.string().min(1).max(64),
    role: roleSchema,
    cooperativeId: idSchema.nullable().default(null),
    expiresInDays: z.number().int().min(1).max(730).default(365),
  })
  .refine(ownsItsCooperative, cooperativeRule);
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
export const tokenListSchema = z.object({ items: z.array(tokenSchema) });
