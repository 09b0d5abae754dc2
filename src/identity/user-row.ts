import type { SQLOutputValue } from 'node:sqlite';
import type { Role, User } from '../contract/http-accounts.ts';

export function userOf(row: Readonly<Record<string, SQLOutputValue>>): User {
  return {
    name: String(row.name),
    role: row.role as Role,
    cooperativeId: row.cooperative_id as string | null,
  };
}
