import type { ComponentChildren, VNode } from 'preact';
import type { Role } from '../../../../src/contract/http-accounts.ts';
import type { ApiFault } from '../api/http.ts';
import { t, wordFor } from '../i18n/translate.ts';

/** Takes the place of content: what is (not) here, and what can be done. */
export function Notice(props: {
  title: string;
  detail?: string;
  children?: ComponentChildren;
}): VNode {
  return (
    <div class="notice">
      <h2>{props.title}</h2>
      {props.detail !== undefined && <p>{props.detail}</p>}
      {props.children}
    </div>
  );
}

export type FaultSubject =
  | 'curve'
  | 'forecast'
  | 'score'
  | 'model'
  | 'topology'
  | 'devices'
  | 'device'
  | 'readings'
  | 'quarantine'
  | 'live';

/** What went wrong, in a sentence. */
export function faultText(fault: ApiFault): string {
  switch (fault.kind) {
    case 'unreachable':
    case 'unreadable':
    case 'rate_limited':
      return t(`fault.${fault.kind}`);
    case 'problem':
    case 'not_found':
      return t('fault.problem', { detail: fault.detail });
    case 'forbidden':
    case 'unauthenticated':
      return t('fault.forbidden');
  }
}

export function rolesText(roles: readonly Role[]): string {
  return roles.map((role) => wordFor('role', role)).join(t('common.listSeparator'));
}

/** An answer that did not come, in place of the content. */
export function FaultNotice(props: {
  fault: ApiFault;
  what: FaultSubject;
  onRetry: () => void;
}): VNode {
  return (
    <div role="alert">
      <Notice
        title={t('fault.title', { what: t(`fault.what.${props.what}`) })}
        detail={faultText(props.fault)}
      >
        <button type="button" class="button" onClick={props.onRetry}>
          {t('common.retry')}
        </button>
      </Notice>
    </div>
  );
}

/** An answer that did not come while older content is still shown. */
export function FaultStrip(props: {
  fault: ApiFault;
  what: FaultSubject;
  onRetry: () => void;
}): VNode {
  return (
    <div class="strip" role="alert">
      <strong>{t('fault.title', { what: t(`fault.what.${props.what}`) })}</strong>
      <span>{faultText(props.fault)}</span>
      <button type="button" class="button" onClick={props.onRetry}>
        {t('common.retry')}
      </button>
    </div>
  );
}

/** The account may not see this; says which may. */
export function ForbiddenNotice({ roles }: { roles: readonly Role[] }): VNode {
  return (
    <Notice
      title={t('fault.forbidden')}
      detail={t('fault.forbiddenHelp', { roles: rolesText(roles) })}
    />
  );
}
