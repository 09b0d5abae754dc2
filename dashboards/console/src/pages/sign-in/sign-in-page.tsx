import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent, VNode } from 'preact';
import type { ApiFault } from '../../api/http.ts';
import { Preferences } from '../../frame/account-menu.tsx';
import { durationText, t } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { enter, sessionEnded } from '../../state/session.ts';
import { useTitle } from '../../ui/use-title.ts';

interface Refusal {
  readonly fault: ApiFault;
  readonly at: number;
}

/** Time until another attempt may be made, in ms; 0 when it may. */
function waitMs(refusal: Refusal | null): number {
  if (refusal?.fault.kind !== 'rate_limited') return 0;
  return Math.max(0, refusal.at + refusal.fault.retryAfterMs - clockNow.value);
}

function refusalText(refusal: Refusal, wait: number): string {
  const { fault } = refusal;
  switch (fault.kind) {
    case 'unauthenticated':
    case 'forbidden':
      return t('signIn.wrong');
    case 'rate_limited':
      return t('signIn.limited', { age: durationText(wait) });
    case 'unreachable':
    case 'unreadable':
      return t('signIn.unreachable');
    case 'problem':
    case 'not_found':
      return t('signIn.failed', { detail: fault.detail });
  }
}

function SignInForm(): VNode {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const wait = waitMs(refusal.value);
  const isLimitOver = refusal.value?.fault.kind === 'rate_limited' && wait === 0;
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy.value || wait > 0) return;
    const form = new FormData(event.currentTarget);
    busy.value = true;
    const fault = await enter(String(form.get('name')), String(form.get('password')));
    busy.value = false;
    refusal.value = fault === null ? null : { fault, at: clockNow.value };
  };
  return (
    <form class="sign-in-form" onSubmit={(event) => void submit(event)}>
      <div role="alert">
        {refusal.value !== null && !isLimitOver && (
          <p class="strip strip-bad">{refusalText(refusal.value, wait)}</p>
        )}
      </div>
      <label class="field">
        {t('signIn.name')}
        <input name="name" autocomplete="username" autocapitalize="none" required maxLength={64} />
      </label>
      <label class="field">
        {t('signIn.password')}
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxLength={256}
        />
      </label>
      <button type="submit" class="button button-main" aria-disabled={busy.value || wait > 0}>
        {busy.value ? t('signIn.busy') : t('signIn.submit')}
      </button>
      <p class="muted small">{t('signIn.help')}</p>
    </form>
  );
}

export function SignInPage(): VNode {
  useTitle(t('signIn.title'));
  return (
    <main class="sign-in">
      <div class="sign-in-card card">
        <div class="sign-in-brand">
          <img src="/favicon.svg" width="44" height="44" alt="" />
          <div>
            <h1>{t('brand')}</h1>
            <p class="muted">{t('brandNote')}</p>
          </div>
        </div>
        {sessionEnded.value && (
          <p class="strip" role="status">
            {t('signIn.ended')}
          </p>
        )}
        <SignInForm />
        <div class="sign-in-preferences">
          <Preferences />
        </div>
      </div>
    </main>
  );
}
