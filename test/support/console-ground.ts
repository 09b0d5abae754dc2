/** One Chromium and one made-up county for all browser tests of the console. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { fixtureQuarantine } from './console-fixture-quarantine.ts';
import { allWell, ConsoleFixture, type FixtureAccount } from './console-fixture-server.ts';

/** A Thursday in April, early afternoon in the county. */
export const fixtureNow = Date.parse('2026-04-16T13:42:07+08:00');

const artifacts = join(import.meta.dirname, '../.artifacts');

const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a test waits for what should come at once on an idle machine. */
const patienceMs = 30_000;
export const soon = { timeout: patienceMs };

export const wide = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export interface Visit {
  readonly path?: string;
  readonly account?: FixtureAccount | null;
  readonly language?: 'zh-CN' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly screen?: typeof wide;
  /** The browser's clock stands still at the county's present unless it is told to run. */
  readonly clock?: 'running';
}

export class ConsoleGround {
  readonly fixture = new ConsoleFixture(fixtureNow);
  /** What the browser complained of: refused scripts and styles, exceptions. */
  readonly complaints: string[] = [];
  readonly #profile = mkdtempSync(join(tmpdir(), 'paulownia-console-'));
  /** One a kind of screen, so that scripts are compiled once; emptied between tests. */
  readonly #contexts = new Map<string, BrowserContext>();
  #close: () => Promise<void> = async () => {};
  #browser: Awaited<ReturnType<typeof chromium.launch>> | null = null;

  async open(): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.fixture.open();
    this.#browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: chromiumFlags,
      env: { HOME: this.#profile, XDG_CONFIG_HOME: this.#profile, XDG_CACHE_HOME: this.#profile },
    });
    this.#close = async () => {
      await this.#browser?.close();
      await this.fixture.close();
    };
  }

  async close(): Promise<void> {
    await this.#close();
    rmSync(this.#profile, { recursive: true, force: true });
  }

  /** Brings the county back to its beginning and closes what a test opened. */
  async reset(): Promise<void> {
    for (const context of this.#contexts.values()) {
      await Promise.all(context.pages().map((page) => page.close()));
      await context.clearCookies();
    }
    this.fixture.heal();
    this.fixture.forecasts.clear();
    this.fixture.health = allWell;
    this.fixture.now = fixtureNow;
    this.fixture.quarantine = fixtureQuarantine(fixtureNow, 60);
    this.fixture.asked.length = 0;
    this.fixture.resumedFrom.length = 0;
    this.complaints.length = 0;
  }

  async visit(visit: Visit = {}): Promise<Page> {
    const context = await this.#contextFor(visit);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const isExpected = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
    // Preferences of the test before must not be met by this one.
    await page.goto(`${this.fixture.origin}/theme.js`);
    await page.evaluate(() => localStorage.clear());
    const account = visit.account === undefined ? 'operator' : visit.account;
    if (account !== null) {
      const value = this.fixture.sessionOf(account);
      await context.addCookies([{ name: 'session', value, url: this.fixture.origin }]);
    }
    if (visit.clock !== 'running') await page.clock.setFixedTime(fixtureNow);
    await page.goto(`${this.fixture.origin}${visit.path ?? '/'}`);
    return page;
  }

  async #contextFor(visit: Visit): Promise<BrowserContext> {
    const { screen = wide, language = 'zh-CN', theme = 'light' } = visit;
    const isPhone = screen === phone;
    const key = `${screen.width} ${language} ${theme} ${visit.clock}`;
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    if (this.#browser === null) throw new Error('The ground is not open');
    const context = await this.#browser.newContext({
      viewport: screen,
      locale: language,
      colorScheme: theme,
      timezoneId: 'Europe/Berlin',
      // Breathing placeholders would be painted over and over.
      reducedMotion: 'reduce',
      hasTouch: isPhone,
      isMobile: isPhone,
      deviceScaleFactor: isPhone ? 2 : 1,
    });
    context.setDefaultTimeout(patienceMs);
    this.#contexts.set(key, context);
    return context;
  }
}

export const ground = new ConsoleGround();

/** The chart has been drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('.chart-canvas[data-drawn="true"]').waitFor();
}

/** Path and query of the address bar. */
export function addressOf(page: Page): string {
  const url = new URL(page.url());
  return url.pathname + url.search;
}

/** Keeps a picture of the page for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `console-${name}.png`) });
}

/** Everything that axe finds wrong, one line each. */
export async function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // One page without frames needs none of the newer mode's second tab.
    .setLegacyMode()
    .include(within)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
