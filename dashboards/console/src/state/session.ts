import { signal } from '@preact/signals';
import type { Role, User } from '../../../../src/contract/http-accounts.ts';
import { type ApiFault, whenSignedOut } from '../api/http.ts';
import * as api from '../api/routes.ts';
import {
  addressOf,
  currentAddress,
  currentPath,
  currentQuery,
  navigate,
  safeNext,
} from './router.ts';

/** Who is signed in. */
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed_in'; readonly user: User };

export const session = signal<SessionState>({ kind: 'unknown' });

/** Set when a session ended by itself, so that the sign-in page can say so. */
export const sessionEnded = signal(false);

function toSignIn(): void {
  if (currentPath.value === '/sign-in') return;
  const next = currentAddress.value;
  navigate(addressOf('/sign-in', { next: next === '/' ? null : next }), { replace: true });
}

whenSignedOut(() => {
  if (session.peek().kind === 'signed_in') sessionEnded.value = true;
  session.value = { kind: 'signed_out' };
  toSignIn();
});

/** Asks who is signed in, at the start and after the service could not be reached. */
export async function openSession(): Promise<void> {
  const answer = await api.readSession();
  if (answer.ok) {
    session.value = { kind: 'signed_in', user: answer.value };
    if (currentPath.value === '/sign-in') leaveSignIn();
    return;
  }
  if (answer.fault.kind === 'unauthenticated') {
    session.value = { kind: 'signed_out' };
    toSignIn();
    return;
  }
  session.value = { kind: 'unreachable' };
}

function leaveSignIn(): void {
  navigate(safeNext(currentQuery.value.get('next')), { replace: true });
}

/** Signs in and returns to where the person wanted to be; answers what was wrong. */
export async function enter(name: string, password: string): Promise<ApiFault | null> {
  const answer = await api.signIn(name, password);
  if (!answer.ok) return answer.fault;
  sessionEnded.value = false;
  session.value = { kind: 'signed_in', user: answer.value };
  leaveSignIn();
  return null;
}

export async function leave(): Promise<void> {
  await api.signOut();
  session.value = { kind: 'signed_out' };
  navigate('/sign-in');
}

/** What needs more than to be signed in, and who may do it. The service decides; this only explains. */
export const allowedRoles = {
  seeQuarantine: ['admin', 'operator', 'viewer'],
  replay: ['admin', 'operator'],
  runForecast: ['admin', 'operator'],
  seeRemedies: ['admin', 'operator', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;

export function mayDo(action: keyof typeof allowedRoles): boolean {
  const state = session.value;
  const roles: readonly Role[] = allowedRoles[action];
  return state.kind === 'signed_in' && roles.includes(state.user.role);
}
