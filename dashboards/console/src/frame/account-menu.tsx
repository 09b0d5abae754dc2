import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import {
  chooseLanguage,
  language,
  languageNames,
  languages,
  t,
  wordFor,
} from '../i18n/translate.ts';
import { leave, session } from '../state/session.ts';
import { chooseTheme, theme } from '../state/theme.ts';
import { Segments } from '../ui/fields.tsx';
import { Icon } from '../ui/icon.tsx';

/** Language and appearance, for everyone also before signing in. */
export function Preferences(): VNode {
  return (
    <>
      <Segments
        label={t('account.language')}
        value={language.value}
        choices={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChoose={(chosen) => void chooseLanguage(chosen)}
      />
      <Segments
        label={t('account.theme')}
        value={theme.value}
        choices={[
          { value: 'auto', label: t('account.themeAuto') },
          { value: 'light', label: t('account.themeLight') },
          { value: 'dark', label: t('account.themeDark') },
        ]}
        onChoose={chooseTheme}
      />
    </>
  );
}

export function AccountMenu(): VNode | null {
  const open = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && menu.current?.contains(event.target)) return;
      open.value = false;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') open.value = false;
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  const state = session.value;
  if (state.kind !== 'signed_in') return null;
  return (
    <div class="account" ref={menu}>
      <button
        type="button"
        class="account-button"
        aria-expanded={open.value}
        aria-label={`${t('account.menu')}: ${state.user.name}`}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name="account" />
        <span class="account-name">{state.user.name}</span>
        <Icon name="down" size={16} />
      </button>
      {open.value && (
        <div class="account-panel card">
          <p>
            <strong>{state.user.name}</strong>{' '}
            <span class="muted">{wordFor('role', state.user.role)}</span>
          </p>
          <Preferences />
          <button type="button" class="button" onClick={() => void leave()}>
            {t('account.signOut')}
          </button>
        </div>
      )}
    </div>
  );
}
