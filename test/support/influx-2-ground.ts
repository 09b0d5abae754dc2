/** The transport to InfluxDB 2.x before a small server that answers as its API is documented to. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { InfluxFault, type InfluxTransport } from '../../src/storage/influx/transport.ts';
import { type Influx2Options, influx2Transport } from '../../src/storage/influx/transport-2.ts';
import { type Answerer, type HttpRecorder, startRecorder } from './http-recorder.ts';

export const line = 'pv,device=roof,area=zhao powerKw=1.5,quality=0 1748736000000\n';
export const noContent = { status: 204 };

export async function opened(
  answer: Answerer,
  more: Partial<Influx2Options> = {},
): Promise<{ transport: InfluxTransport; server: HttpRecorder }> {
  const server = await startRecorder(answer);
  return { transport: transportTo(server.url, more), server };
}

export function transportTo(url: string, more: Partial<Influx2Options> = {}): InfluxTransport {
  const transport = influx2Transport({
    ...{ url, organisation: '兰考县', bucket: 'county data', token: 's3cret==' },
    ...more,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function faultOf(call: Promise<unknown>): Promise<InfluxFault> {
  const fault = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(fault instanceof InfluxFault)) throw new Error(`no InfluxFault but ${fault}`);
  return fault;
}

/** An address at which nothing listens. */
export async function silentUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
