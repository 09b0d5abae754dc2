import type { ComponentChildren, VNode } from 'preact';
import { t } from '../i18n/translate.ts';
import { currentPath } from '../state/router.ts';
import { mayDo } from '../state/session.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { HealthStrips } from './health-strips.tsx';
import { TopBar } from './top-bar.tsx';

interface Entry {
  readonly href: string;
  readonly word: 'nav.overview' | 'nav.devices' | 'nav.forecasts' | 'nav.quarantine';
  readonly icon: IconName;
  readonly shown: () => boolean;
}

const entries: readonly Entry[] = [
  { href: '/', word: 'nav.overview', icon: 'overview', shown: () => true },
  { href: '/devices', word: 'nav.devices', icon: 'devices', shown: () => true },
  { href: '/forecasts', word: 'nav.forecasts', icon: 'forecasts', shown: () => true },
  {
    href: '/quarantine',
    word: 'nav.quarantine',
    icon: 'quarantine',
    shown: () => mayDo('seeQuarantine'),
  },
];

function isCurrent(href: string): boolean {
  const path = currentPath.value;
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}

/** The left rail of a wide screen, the bottom bar of a phone. */
function Rail(): VNode {
  return (
    <nav class="rail" aria-label={t('nav.main')}>
      <ul>
        {entries
          .filter((entry) => entry.shown())
          .map((entry) => (
            <li key={entry.href}>
              <a href={entry.href} aria-current={isCurrent(entry.href) ? 'page' : undefined}>
                <Icon name={entry.icon} size={22} />
                {t(entry.word)}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

export function Frame({ children }: { children: ComponentChildren }): VNode {
  return (
    <div class="frame">
      <a class="skip button" href="#main">
        {t('nav.skip')}
      </a>
      <TopBar />
      <Rail />
      <main class="main" id="main" tabIndex={-1}>
        <HealthStrips />
        {children}
      </main>
    </div>
  );
}
