import type { VNode } from 'preact';
import { clockText, dateText } from '../format/time.ts';
import { nameOf, t } from '../i18n/translate.ts';
import { clockNow } from '../state/clock.ts';
import { countyTimeZone, topology } from '../state/county.ts';
import { AccountMenu } from './account-menu.tsx';
import { Connection } from './connection.tsx';

function CountyClock(): VNode {
  const zone = countyTimeZone();
  const now = clockNow.value;
  const label = t('connection.clock', { zone });
  return (
    <div class="county-clock" role="timer" aria-label={label} title={label}>
      <span class="number muted county-date">{dateText(now, zone)}</span>
      <span class="number">{clockText(now, zone)}</span>
    </div>
  );
}

export function TopBar(): VNode {
  const county = topology.value?.nodes[0];
  return (
    <header class="top-bar">
      <a class="brand" href="/">
        <img src="/favicon.svg" width="28" height="28" alt="" />
        <span>{t('brand')}</span>
        {county !== undefined && <span class="brand-county">{nameOf(county)}</span>}
      </a>
      <div class="top-bar-end">
        <Connection />
        <CountyClock />
        <AccountMenu />
      </div>
    </header>
  );
}
