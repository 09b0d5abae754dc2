/**
 * Writing through the package `@influxdata/influxdb-client`. Its own buffers give up lines after a
 * while and tell nobody, so each call hands over one text, sends it at once and waits for the answer.
 */
import { Agent, type RequestOptions, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import {
  AbortError,
  HttpError,
  InfluxDB,
  setLogger,
  type WriteOptions,
} from '@influxdata/influxdb-client';
import { faultOfAnswer } from './http-2.ts';
import { connectionFault } from './line-post.ts';
import type { InfluxFault } from './transport.ts';

export interface Writer2Options {
  readonly url: string;
  readonly organisation: string;
  readonly bucket: string;
  readonly token: string;
  readonly timeoutMs: number;
}

/** All lines of a call are one record to the package, which sends by itself when it has two. */
const nothingByItself: Partial<WriteOptions> = {
  batchSize: 2,
  maxBatchBytes: Number.MAX_SAFE_INTEGER,
  flushInterval: 0,
  maxRetries: 0,
  maxBufferLines: 0,
};

const gzipFromBytes = 1_000;

/** Some servers say so that they left points out; the package would take it for success. */
const partlyWritten = 201;
const unprocessable = 422;

const silent = { error: () => {}, warn: () => {} };

export interface Writer2 {
  /** Rejects with an `InfluxFault`; the package keeps nothing of the lines then. */
  write(lines: Uint8Array): Promise<void>;
  close(): void;
}

export function influx2Writer(options: Writer2Options): Writer2 {
  const { organisation, bucket, timeoutMs } = options;
  setLogger(silent);
  const agent = new (isTls(options) ? TlsAgent : Agent)({ keepAlive: true });
  const client = clientWith(agent, options);
  const writer = client.getWriteApi(organisation, bucket, 'ms', {
    ...nothingByItself,
    gzipThreshold: gzipFromBytes,
  });
  return {
    write: async (lines) => {
      // Nothing comes between these two, so the text is the only record that is sent.
      writer.writeRecord(textOf(lines));
      await writer.flush().catch((error: unknown) => {
        throw faultOf(error, timeoutMs);
      });
    },
    close: () => {
      writer.dispose();
      agent.destroy();
    },
  };
}

function isTls({ url }: Writer2Options): boolean {
  return new URL(url).protocol === 'https:';
}

function clientWith(agent: Agent, options: Writer2Options): InfluxDB {
  const send = sendWithin(options.timeoutMs);
  return new InfluxDB({
    url: options.url,
    token: options.token,
    // The package's own limit is one of silence, and leaves the connection open.
    timeout: 0,
    transportOptions: { agent, 'follow-redirects': { http: send, https: send } },
  });
}

/** The package sends with what it is given here in place of a package that follows redirects. */
function sendWithin(timeoutMs: number) {
  return {
    request: (options: RequestOptions, onResponse: Parameters<typeof request>[2]) => {
      const send = options.protocol === 'https:' ? tlsRequest : request;
      const signal = AbortSignal.timeout(timeoutMs);
      return send({ ...options, signal }, (response) => {
        if (response.statusCode === partlyWritten) response.statusCode = unprocessable;
        onResponse?.(response);
      });
    },
  };
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function faultOf(error: unknown, timeoutMs: number): InfluxFault {
  if (error instanceof HttpError) return faultOfAnswer(error.statusCode, error.body ?? '');
  // The package's own error of this name says that the answer broke off, not that time was up.
  const cause = error instanceof AbortError ? new Error('its answer broke off') : error;
  return connectionFault(cause, timeoutMs);
}
