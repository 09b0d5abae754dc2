import { expect, test } from 'vitest';
import { isAction, isOpenToAnyone, mayDo, rolesFor, scopeOf } from '../../../src/service/access.ts';

const user = { name: 'x', cooperativeId: null };

test('what is not in the table is no action', () => {
  expect(isAction('devices.read')).toBe(true);
  for (const name of ['devices', '', 'toString', '__proto__', undefined, 7]) {
    expect(isAction(name)).toBe(false);
  }
});

test('only signs of life, signing in and the console itself are open to anyone', () => {
  const open = ['health.live', 'session.begin', 'console.files'] as const;
  for (const action of open) expect(isOpenToAnyone(action)).toBe(true);
  expect(isOpenToAnyone('health.ready')).toBe(false);
});

test('operators manage devices, administrators accounts, viewers look', () => {
  expect(mayDo({ ...user, role: 'operator' }, 'devices.manage')).toBe(true);
  expect(mayDo({ ...user, role: 'viewer' }, 'devices.manage')).toBe(false);
  expect(mayDo({ ...user, role: 'operator' }, 'accounts.manage')).toBe(false);
  expect(rolesFor('accounts.manage')).toEqual(['admin']);
});

test('a cooperative sees its own, and one that belongs to nobody sees nothing', () => {
  expect(scopeOf({ ...user, role: 'viewer' })).toEqual({ cooperativeId: null });
  expect(scopeOf({ ...user, role: 'cooperative', cooperativeId: 'coop-1' })).toEqual({
    cooperativeId: 'coop-1',
  });
  expect(scopeOf({ ...user, role: 'cooperative' })).toEqual({ cooperativeId: '' });
});
