import type { Socket } from 'node:net';
import type { BrokerLimits } from './limits.ts';

/** Who is connected, and the bounds on how many may be. */
export class ConnectionBook {
  readonly #limits: BrokerLimits;
  readonly #open = new Set<Socket>();
  /** In order of arrival. */
  readonly #waitingForConnect = new Set<Socket>();
  readonly #byUser = new Map<string, Set<Socket>>();
  #turnedAway = 0;

  constructor(limits: BrokerLimits) {
    this.#limits = limits;
  }

  get counts(): {
    readonly open: number;
    readonly waitingForConnect: number;
    readonly turnedAway: number;
  } {
    return {
      open: this.#open.size,
      waitingForConnect: this.#waitingForConnect.size,
      turnedAway: this.#turnedAway,
    };
  }

  /** False, and the socket is closed, where there are too many connections. */
  admit(socket: Socket): boolean {
    if (this.#open.size >= this.#limits.connectionsMax) {
      this.#turnAway(socket);
      return false;
    }
    this.#open.add(socket);
    this.#waitingForConnect.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#waitingForConnect.delete(socket);
    });
    const [oldest] = this.#waitingForConnect;
    if (this.#waitingForConnect.size > this.#limits.waitingForConnectMax && oldest !== undefined) {
      this.#waitingForConnect.delete(oldest);
      this.#turnAway(oldest);
    }
    return true;
  }

  connectArrived(socket: Socket): void {
    this.#waitingForConnect.delete(socket);
  }

  /** False where the name has too many connections already. */
  signIn(socket: Socket, username: string): boolean {
    const own = this.#byUser.get(username) ?? new Set();
    if (own.size >= this.#limits.connectionsPerUserMax) return false;
    own.add(socket);
    this.#byUser.set(username, own);
    socket.once('close', () => {
      own.delete(socket);
      if (own.size === 0) this.#byUser.delete(username);
    });
    return true;
  }

  closeUser(username: string): void {
    for (const socket of this.#byUser.get(username) ?? []) socket.destroy();
  }

  closeAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #turnAway(socket: Socket): void {
    this.#turnedAway += 1;
    socket.destroy();
  }
}
