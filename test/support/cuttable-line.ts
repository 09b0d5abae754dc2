import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CuttableLine {
  readonly url: string;
  /** Lets nothing through any more, while all connections seem to stand. */
  stall(): void;
  /** Breaks all connections and takes no new ones until `mend`. */
  cut(): void;
  mend(): void;
}

/** A line to a server on this machine that a test can cut, as a storm does. */
export async function cuttableLine(targetPort: number): Promise<CuttableLine> {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) {
      near.destroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    breakAll();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stall: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut: () => {
      open = false;
      breakAll();
    },
    mend: () => {
      open = true;
    },
  };
}
