import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** A second listener for MQTT over TLS. */
  readonly tls?: Pick<TlsOptions, 'key' | 'cert' | 'ca' | 'requestCert'> & {
    readonly port: number;
  };
}

export interface Listeners {
  readonly port: number;
  readonly tlsPort: number | null;
  /** Takes no more connections; resolves when those that there are have ended. */
  close(): Promise<void>;
}

export interface ListenerEvents {
  onSocket(socket: Socket): void;
  onTlsFailure(error: Error): void;
}

/** Opens the plain listener, and the TLS one where it is asked for; rejects where it cannot. */
export async function listen(
  options: ListenOptions,
  bounds: { connectionsMax: number; connectTimeoutMs: number },
  events: ListenerEvents,
): Promise<Listeners> {
  const { host, tls } = options;
  const servers = [createServer(events.onSocket)];
  if (tls !== undefined) {
    const { port: _port, ...secrets } = tls;
    const secure = createTlsServer(
      { ...secrets, handshakeTimeout: bounds.connectTimeoutMs },
      events.onSocket,
    );
    // Connections that are still in their handshake count only here.
    secure.maxConnections = bounds.connectionsMax;
    secure.on('tlsClientError', events.onTlsFailure);
    servers.push(secure);
  }
  const close = async () => {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  };
  try {
    for (const [index, server] of servers.entries()) {
      server.listen({ host, port: index === 0 ? options.port : tls?.port, backlog: 2_048 });
      await once(server, 'listening');
    }
  } catch (error) {
    await close();
    throw error;
  }
  const [port = 0, tlsPort = null] = servers.map(portOf);
  return { port, tlsPort, close };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
