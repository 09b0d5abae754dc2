import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type FeedState, openLiveFeed } from '../../../dashboards/console/src/api/live-feed.ts';

interface Ground {
  readonly address: string;
  readonly resumedFrom: (string | undefined)[];
  readonly close: () => void;
}

const grounds: Ground[] = [];
afterEach(() => {
  for (const ground of grounds.splice(0)) ground.close();
});

async function serve(answer: (response: ServerResponse, call: number) => void): Promise<Ground> {
  const resumedFrom: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    resumedFrom.push(request.headers['last-event-id'] as string | undefined);
    answer(response, resumedFrom.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ground = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    resumedFrom,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  grounds.push(ground);
  return ground;
}

function follow(address: string) {
  const events: string[] = [];
  const states: FeedState[] = [];
  const signedOut = vi.fn();
  const feed = openLiveFeed({
    address,
    onEvent: (event) => {
      events.push(event.data);
      feed.hurry();
    },
    onState: (state) => {
      states.push(state);
      // A test does not wait out the back-off.
      if (state.kind === 'reconnecting') queueMicrotask(() => setTimeout(() => feed.hurry(), 5));
    },
    onSignedOut: signedOut,
    random: () => 0,
  });
  return { feed, events, states, signedOut };
}

test('a broken stream is opened again from the last event that was seen', async () => {
  const ground = await serve((response, call) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`id: ${call * 10}\ndata: ${call}\n\n`);
    if (call === 1) setTimeout(() => response.destroy(), 20);
  });
  const { feed, events, states } = follow(ground.address);
  await vi.waitFor(() => expect(events).toEqual(['1', '2']));
  feed.stop();
  expect(ground.resumedFrom).toEqual([undefined, '10']);
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'live', 'reconnecting', 'live']);
});

test('a session that is over ends the stream and is told', async () => {
  const ground = await serve((response) => response.writeHead(401).end());
  const { signedOut } = follow(ground.address);
  await vi.waitFor(() => expect(signedOut).toHaveBeenCalledOnce());
  expect(ground.resumedFrom).toHaveLength(1);
});

test('a refusal is not asked again', async () => {
  const ground = await serve((response) => response.writeHead(404).end());
  const { states } = follow(ground.address);
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'refused', status: 404 }));
  expect(ground.resumedFrom).toHaveLength(1);
});

test('an overloaded service is asked again, with growing attempts', async () => {
  const ground = await serve((response) => response.writeHead(503).end());
  const { feed, states } = follow(ground.address);
  await vi.waitFor(() => expect(states).toContainEqual({ kind: 'reconnecting', attempt: 3 }));
  feed.stop();
});
