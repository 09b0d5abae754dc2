import { batch, effect, signal } from '@preact/signals';
import type { LatestView, NodeNow } from '../../../../src/contract/http.ts';
import { reportSignedOut } from '../api/http.ts';
import { type Feed, type FeedState, openLiveFeed } from '../api/live-feed.ts';
import { liveAddress } from '../api/routes.ts';
import type { ServerEvent } from '../api/sse-parser.ts';
import { type Sample, sampleOf, withSample } from '../curve/slots.ts';

/** The one stream of live updates of this page, and what it has brought. */

export const feedState = signal<FeedState>({ kind: 'connecting' });
/** When the last event of any kind came, by the service's own time; null before the first. */
export const lastEventAt = signal<number | null>(null);
export const nodeNow = signal<NodeNow | null>(null);
export const deviceNow = signal<LatestView | null>(null);
export const samples = signal<readonly Sample[]>([]);
/** Grows when the stream had to leave a gap: whoever shows a curve reads it again. */
export const gaps = signal(0);

/** What pages want to follow; null follows nothing. */
export const followedNode = signal<string | null>(null);
export const followedDevice = signal<string | null>(null);

function parsed<Value>(text: string): Value | null {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

function takeNode(now: NodeNow): void {
  if (now.node !== followedNode.peek()) return;
  nodeNow.value = now;
  lastEventAt.value = Date.parse(now.at);
  samples.value = withSample(samples.peek(), sampleOf(now));
}

function takeDevice(latest: LatestView): void {
  if (latest.device === followedDevice.peek()) deviceNow.value = latest;
}

function takeGap(): void {
  samples.value = [];
  gaps.value += 1;
}

function take(event: ServerEvent): void {
  const data = parsed<unknown>(event.data);
  if (data === null) return;
  batch(() => {
    if (event.event === 'node') takeNode(data as NodeNow);
    else if (event.event === 'device') takeDevice(data as LatestView);
    else if (event.event === 'stale') takeGap();
  });
}

/** Keeps the stream in step with what is followed. Answers how to end it. */
export function startLive(): () => void {
  let feed: Feed | null = null;
  const hurry = (): void => feed?.hurry();
  window.addEventListener('online', hurry);
  const end = effect(() => {
    const node = followedNode.value;
    const device = followedDevice.value;
    feed?.stop();
    feed = null;
    if (node === null && device === null) return;
    batch(() => {
      if (nodeNow.peek()?.node !== node) {
        nodeNow.value = null;
        samples.value = [];
      }
      if (deviceNow.peek()?.device !== device) deviceNow.value = null;
    });
    feed = openLiveFeed({
      address: liveAddress({ node, device }),
      onEvent: take,
      onState: (state) => {
        feedState.value = state;
      },
      onSignedOut: reportSignedOut,
      random: Math.random,
    });
  });
  return () => {
    window.removeEventListener('online', hurry);
    end();
    feed?.stop();
  };
}
