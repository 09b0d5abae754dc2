import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CuttableLine {
  readonly port: number;
  readonly url: string;
  /** When connections were begun, ms of `performance.now`; also those that were not let through. */
  readonly attemptsAt: readonly number[];
  /** Lets nothing through any more, while all connections seem to stand. */
  stall(): void;
  /** The same, and new connections stand and are as silent, until `mend`. */
  silence(): void;
  /** Breaks all connections with a reset and takes no new ones until `mend`. */
  cut(): void;
  mend(): void;
}

/** One end of a connection that crosses the line. */
interface Crossing {
  readonly socket: Socket;
  readonly other: Socket;
}

/** Sees what crosses: a number for each connection, who speaks, and the bytes. */
export type Tap = (connection: number, from: 'client' | 'server', bytes: Buffer) => void;

/** A line to a server on this machine that a test can cut, as a storm does. */
export async function cuttableLine(targetPort: number, tap?: Tap): Promise<CuttableLine> {
  const crossings = new Set<Crossing>();
  const attemptsAt: number[] = [];
  let state: 'open' | 'silent' | 'cut' = 'open';
  const server = createServer((near) => {
    const connection = attemptsAt.push(performance.now());
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    for (const crossing of [
      { socket: near, other: far },
      { socket: far, other: near },
    ]) {
      const { socket, other } = crossing;
      crossings.add(crossing);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        crossings.delete(crossing);
        other.destroy();
      });
      const from = socket === near ? 'client' : 'server';
      socket.on('data', (bytes: Buffer) => tap?.(connection, from, bytes));
      if (state === 'open') socket.pipe(other);
      else socket.pause();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const { socket } of crossings) socket.resetAndDestroy();
  };
  const stall = (): void => {
    for (const { socket } of crossings) socket.unpipe().pause();
  };
  onTestFinished(() => {
    breakAll();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    attemptsAt,
    stall,
    silence: () => {
      state = 'silent';
      stall();
    },
    cut: () => {
      state = 'cut';
      breakAll();
    },
    mend: () => {
      if (state === 'silent') for (const { socket, other } of crossings) socket.pipe(other);
      state = 'open';
    },
  };
}
