import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { topicOf } from '../../src/contract/topics.ts';
import type { Device } from '../../src/domain/device.ts';
import { columnPayload, type Row, singlePayload } from '../telemetry.ts';
import { type MqttLink, openLink } from './mqtt-link.ts';

export type AgentDevice = Pick<Device, 'id' | 'kind' | 'ratingKw'>;

export interface AgentOptions {
  readonly host: string;
  readonly port: number;
  readonly credentials: { readonly username: string; readonly password: string };
  readonly now: () => number;
  readonly random: () => number;
  readonly firstAttemptAt: number;
  readonly reportIntervalS: number;
  /** Something that an operator of the field should know. */
  readonly onTrouble: (deviceId: string, what: string) => void;
  readonly onErrorMessage: (deviceId: string, detail: string) => void;
}

/** Readings that a device keeps while it has no connection; then the oldest go, and are counted. */
const heldRowsMax = 2_000;
/** Messages on their way; further readings wait. */
const inFlightMax = 8;
/** Readings in one message of the backlog. */
const backlogRowsMax = 500;

interface NumberedRow extends Row {
  readonly seq: number;
}

export interface AgentStats {
  readonly up: boolean;
  readonly published: number;
  readonly acknowledged: number;
  readonly held: number;
  readonly dropped: number;
  readonly downs: number;
  readonly setpoints: number;
  readonly errorMessages: number;
}

/** What runs inside one simulated device: its connection, its memory of unsent readings, its numbers. */
export class DeviceAgent {
  readonly device: AgentDevice;
  readonly #options: AgentOptions;
  readonly #link: MqttLink;
  #held: NumberedRow[] = [];
  #seq = 0;
  #counts = { published: 0, acknowledged: 0, dropped: 0, downs: 0, setpoints: 0, errorMessages: 0 };

  constructor(device: AgentDevice, options: AgentOptions) {
    this.device = device;
    this.#options = options;
    this.#link = openLink({
      host: options.host,
      port: options.port,
      identity: {
        clientId: `field-${device.id}`,
        ...options.credentials,
        will: { topic: topicOf(device.id, 'status'), payload: 'offline' },
      },
      subscriptions: [topicOf(device.id, 'setpoint'), topicOf(device.id, 'error')],
      now: options.now,
      random: options.random,
      firstAttemptAt: options.firstAttemptAt,
      onUp: () => this.#arrive(),
      onDown: (reason) => {
        this.#counts.downs += 1;
        options.onTrouble(device.id, reason);
      },
      onMessage: (topic, payload) => this.#listen(topic, payload),
    });
  }

  stats(): AgentStats {
    return { ...this.#counts, up: this.#link.up, held: this.#held.length };
  }

  get inFlight(): number {
    return this.#link.inFlight;
  }

  tick(): void {
    this.#link.tick();
    this.#flush();
  }

  report(row: Row): void {
    this.#held.push({ ...row, seq: this.#seq });
    this.#seq += 1;
    this.#bound();
    this.#flush();
  }

  /** Sends telemetry that is ready made; false when the link is not free or the message was lost. */
  sendTelemetry(payload: string): Promise<boolean> {
    if (!this.#link.up || this.#link.inFlight >= inFlightMax) return Promise.resolve(false);
    return new Promise((resolve) =>
      this.#publish(topicOf(this.device.id, 'telemetry'), payload, resolve),
    );
  }

  /** Tells that it goes, as a device does that is switched off properly. */
  leave(): void {
    if (this.#link.up) this.#tellStatus('offline');
  }

  close(): void {
    this.#link.close();
  }

  #arrive(): void {
    const { kind, ratingKw, id } = this.device;
    this.#tellStatus('online');
    const birth = {
      kind,
      points: kindSpecOf(kind).points.map((point) => point.name),
      manufacturer: 'Paulownia',
      model: `simulated ${kind}`,
      reportIntervalS: this.#options.reportIntervalS,
      ...(ratingKw === null ? {} : { ratingKw }),
    };
    this.#publish(topicOf(id, 'birth'), JSON.stringify(birth));
    this.#flush();
  }

  #tellStatus(status: 'online' | 'offline'): void {
    this.#link.publish(
      { topic: topicOf(this.device.id, 'status'), payload: status, retain: true },
      () => undefined,
    );
  }

  /** The newest reading is live; what waited before it is sent as history, in columns. */
  #flush(): void {
    while (this.#link.up && this.#link.inFlight < inFlightMax && this.#held.length > 0) {
      const rows = this.#held.splice(
        0,
        Math.min(backlogRowsMax, Math.max(1, this.#held.length - 1)),
      );
      const [newest] = this.#held.length === 0 ? rows : [];
      const payload = newest === undefined ? columnPayload(rows, true) : singlePayload(newest);
      this.#publishRows(payload, rows);
    }
  }

  #publishRows(payload: string, rows: readonly NumberedRow[]): void {
    this.#publish(topicOf(this.device.id, 'telemetry'), payload, (acknowledged) => {
      if (acknowledged) return;
      this.#held = [...rows, ...this.#held].sort((a, b) => a.seq - b.seq);
      this.#bound();
    });
  }

  #publish(
    topic: string,
    payload: string,
    settled: (acknowledged: boolean) => void = () => undefined,
  ): void {
    this.#counts.published += 1;
    this.#link.publish({ topic, payload, retain: false }, (acknowledged) => {
      if (acknowledged) this.#counts.acknowledged += 1;
      settled(acknowledged);
    });
  }

  #bound(): void {
    const excess = this.#held.length - heldRowsMax;
    if (excess <= 0) return;
    this.#held.splice(0, excess);
    this.#counts.dropped += excess;
  }

  #listen(topic: string, payload: Uint8Array): void {
    const text = new TextDecoder().decode(payload);
    if (topic === topicOf(this.device.id, 'error')) {
      this.#counts.errorMessages += 1;
      this.#options.onErrorMessage(this.device.id, text.slice(0, 300));
      return;
    }
    this.#counts.setpoints += 1;
    const commandId = commandIdOf(text);
    if (commandId === null) return;
    const reason = 'the simulated device follows its own plan';
    const ack = { commandId, state: 'rejected', reason, at: this.#options.now() };
    this.#publish(topicOf(this.device.id, 'ack'), JSON.stringify(ack));
  }
}

/** Null where the setpoint names no command, which then cannot be answered. */
function commandIdOf(text: string): string | null {
  try {
    const command: unknown = JSON.parse(text);
    if (typeof command !== 'object' || command === null || !('commandId' in command)) return null;
    return typeof command.commandId === 'string' ? command.commandId : null;
  } catch {
    return null;
  }
}
