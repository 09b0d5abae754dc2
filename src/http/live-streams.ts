import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { LiveEvent } from '../service/application.ts';
import type { Log } from '../service/ports.ts';
import { eventTexts, heartbeatText, openingText } from './event-text.ts';
import type { HttpCounters } from './http-counters.ts';
import type { HttpLimits } from './limits.ts';
import { refuse } from './problem-error.ts';

type Push = (event: LiveEvent) => void;

export interface NewStream {
  /** Whether the account that opened the stream still may follow it. */
  readonly stillAllowed: () => boolean;
  /** Throws a problem where nothing can be followed. */
  readonly subscribe: (push: Push) => { stop(): void };
}

/** Server-sent events to many readers at once. */
export interface LiveStreams {
  open(reply: FastifyReply, stream: NewStream): void;
  readonly openCount: number;
  /** Ends all streams; clients connect again by themselves when the service is back. */
  close(): void;
}

interface OpenStream {
  readonly response: ServerResponse;
  readonly stillAllowed: () => boolean;
}

export function liveStreams(parts: {
  readonly limits: HttpLimits;
  readonly counters: HttpCounters;
  readonly log: Log;
}): LiveStreams {
  const { limits, counters, log } = parts;
  const streams = new Set<OpenStream>();
  const textOf = eventTexts();

  const write = ({ response }: OpenStream, text: string): void => {
    if (response.writableLength <= limits.liveBufferBytesMax) {
      response.write(text);
      return;
    }
    counters.liveStreamsDroppedSlow += 1;
    log.warn({}, 'A live stream was dropped: its reader takes less than is sent');
    response.destroy();
  };
  const beat = (stream: OpenStream): void => {
    if (stream.stillAllowed()) write(stream, heartbeatText);
    else stream.response.end();
  };
  const heart = setInterval(() => streams.forEach(beat), limits.heartbeatMs);
  heart.unref();

  return {
    get openCount() {
      return streams.size;
    },
    open: (reply, { subscribe, stillAllowed }) => {
      if (streams.size >= limits.liveStreamsMax) {
        refuse('too_many_streams', `At most ${limits.liveStreamsMax} live streams are open.`, {
          'retry-after': '10',
        });
      }
      const stream = { response: reply.raw, stillAllowed };
      const send = openAfter((event) => write(stream, textOf(event)));
      const subscription = subscribe(send.push);
      reply.hijack();
      reply.raw.writeHead(200, streamHeaders(reply));
      reply.raw.write(openingText);
      streams.add(stream);
      counters.liveStreamsOpened += 1;
      reply.raw.once('close', () => {
        subscription.stop();
        streams.delete(stream);
      });
      send.open();
    },
    close: () => {
      clearInterval(heart);
      for (const { response } of streams) response.end();
    },
  };
}

/** What is pushed while the subscription is being made waits for the head of the answer. */
function openAfter(push: Push): { push: Push; open(): void } {
  let early: LiveEvent[] | null = [];
  return {
    push: (event) => {
      if (early === null) push(event);
      else early.push(event);
    },
    open: () => {
      const waiting = early ?? [];
      early = null;
      waiting.forEach(push);
    },
  };
}

/** Proxies must neither keep nor collect what belongs on a screen now. */
function streamHeaders(reply: FastifyReply): Record<string, string | number | string[]> {
  const kept = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(kept) as Record<string, string | number | string[]>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  };
}
