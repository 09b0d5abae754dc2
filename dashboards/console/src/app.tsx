import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Frame } from './frame/frame.tsx';
import { t } from './i18n/translate.ts';
import { DevicePage } from './pages/device/device-page.tsx';
import { DevicesPage } from './pages/devices/devices-page.tsx';
import { NodePage } from './pages/node/node-page.tsx';
import { QuarantinePage } from './pages/quarantine/quarantine-page.tsx';
import { ScorePage } from './pages/score/score-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import {
  devicesRefreshMs,
  forgetCounty,
  loadTopology,
  loadTreeDevices,
  topology,
} from './state/county.ts';
import { healthRefreshMs, loadHealth } from './state/health.ts';
import { startLive } from './state/live.ts';
import { currentPath } from './state/router.ts';
import { openSession, session } from './state/session.ts';
import { Notice } from './ui/notice.tsx';

export function App(): VNode {
  const state = session.value;
  if (currentPath.value === '/sign-in') return <SignInPage />;
  switch (state.kind) {
    case 'unknown':
    case 'signed_out':
      return (
        <div class="opening" role="status">
          {t('common.loading')}
        </div>
      );
    case 'unreachable':
      return (
        <main>
          <Notice title={t('signIn.unreachable')}>
            <button type="button" class="button" onClick={() => void openSession()}>
              {t('common.retry')}
            </button>
          </Notice>
        </main>
      );
    case 'signed_in':
      return <SignedIn />;
  }
}

/** States of devices change; the tree itself is read again only if it could not be read. */
function refreshCounty(): void {
  if (topology.peek() === null) void loadTopology();
  void loadTreeDevices();
}

function SignedIn(): VNode {
  useEffect(() => {
    void loadTopology();
    void loadTreeDevices();
    const refresh = setInterval(() => {
      if (document.visibilityState === 'visible') refreshCounty();
    }, devicesRefreshMs);
    void loadHealth();
    const lookAfter = setInterval(() => {
      if (document.visibilityState === 'visible') void loadHealth();
    }, healthRefreshMs);
    const endLive = startLive();
    return () => {
      clearInterval(refresh);
      clearInterval(lookAfter);
      endLive();
      forgetCounty();
    };
  }, []);
  return (
    <Frame>
      <Page />
    </Frame>
  );
}

function Page(): VNode {
  const path = currentPath.value;
  const device = /^\/devices\/([^/]+)$/.exec(path)?.[1];
  if (path === '/') return <NodePage />;
  if (path === '/devices') return <DevicesPage />;
  if (device !== undefined) {
    const id = decodeURIComponent(device);
    return <DevicePage key={id} id={id} />;
  }
  if (path === '/forecasts') return <ScorePage />;
  if (path === '/quarantine') return <QuarantinePage />;
  return (
    <Notice title={t('fault.notFoundPage')}>
      <a class="button" href="/">
        {t('fault.home')}
      </a>
    </Notice>
  );
}
