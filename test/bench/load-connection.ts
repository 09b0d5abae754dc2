/** One connection of the load: of what comes back it looks at acknowledgements alone. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';

const connackBytes = 4;
const pubackBytes = 4;
/** Message ids run from 1 to this and begin again. */
export const messageIdMax = 65_535;

export interface ConnectOptions {
  readonly port: number;
  readonly clientId: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

export class LoadConnection {
  readonly socket: Socket;
  /** When the message of each id was due; kept only where latency is measured. */
  readonly dueAt: Float64Array | null;
  #rest: Buffer = Buffer.alloc(0);
  #lastId = 0;
  sent = 0;
  acknowledged = 0;
  onAcknowledged: () => void = () => undefined;
  onLatency: (ms: number) => void = () => undefined;

  private constructor(socket: Socket, timed: boolean) {
    this.socket = socket;
    this.dueAt = timed ? new Float64Array(messageIdMax + 1) : null;
  }

  /** Rejects where the broker does not accept the connection. */
  static async open(options: ConnectOptions, timed: boolean): Promise<LoadConnection> {
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    const connection = new LoadConnection(socket, timed);
    const { clientId, credentials } = options;
    await once(socket, 'connect');
    socket.write(
      generate({
        ...{ cmd: 'connect', clientId, protocolId: 'MQTT', protocolVersion: 4 },
        ...{ clean: true, keepalive: 0 },
        ...(credentials && {
          username: credentials.username,
          password: Buffer.from(credentials.password),
        }),
      }),
    );
    const [connack] = (await once(socket, 'data')) as [Buffer];
    if (connack.length !== connackBytes || connack[3] !== 0) {
      throw new Error(`a connection was refused with code ${connack[3]}`);
    }
    socket.on('data', (chunk: Buffer) => connection.#take(chunk));
    // What went wrong is told by the acknowledgements that are missing.
    socket.on('error', () => undefined);
    return connection;
  }

  get inFlight(): number {
    return this.sent - this.acknowledged;
  }

  nextId(dueAt: number): number {
    this.sent += 1;
    this.#lastId = (this.#lastId % messageIdMax) + 1;
    if (this.dueAt !== null) this.dueAt[this.#lastId] = dueAt;
    return this.#lastId;
  }

  #take(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = data.length - (data.length % pubackBytes);
    if (this.dueAt !== null) this.#tellLatencies(data, whole, this.dueAt);
    this.acknowledged += whole / pubackBytes;
    this.#rest = data.subarray(whole);
    this.onAcknowledged();
  }

  #tellLatencies(data: Buffer, end: number, dueAt: Float64Array): void {
    const now = performance.now();
    for (let at = 0; at < end; at += pubackBytes) {
      this.onLatency(now - (dueAt[data.readUInt16BE(at + 2)] ?? now));
    }
  }
}
