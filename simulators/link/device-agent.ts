import { type Ack, ackPayload } from '../../src/contract/ack.ts';
import { readSetpoint, type Setpoint } from '../../src/contract/setpoint.ts';
import { topicOf } from '../../src/contract/topics.ts';
import { instant } from '../../src/domain/instant.ts';
import { damaged } from '../faults/damage.ts';
import { type MqttLink, openLink } from './mqtt-link.ts';
import type { OutgoingMessage } from './packets.ts';
import { type HeldRow, type Speech, telling } from './speech.ts';

export interface AgentOptions {
  readonly deviceId: string;
  readonly speech: Speech;
  readonly host: string;
  readonly port: number;
  readonly credentials: { readonly username: string; readonly password: string };
  readonly now: () => number;
  readonly random: () => number;
  readonly firstAttemptAt: number;
  /** What the device makes of a setpoint; null where it gives no answer. */
  readonly onSetpoint: (deviceId: string, setpoint: Setpoint) => Ack | null;
  /** Something that an operator of the field should know. */
  readonly onTrouble: (deviceId: string, what: string) => void;
  readonly onErrorMessage: (deviceId: string, detail: string) => void;
}

/** Readings that a device keeps while it has no connection; then the oldest go, and are counted. */
const heldRowsMax = 2_000;
/** Messages on their way; further readings wait. */
const inFlightMax = 8;

export interface AgentStats {
  readonly up: boolean;
  /** Messages on their way: published, and neither acknowledged nor lost with the connection. */
  readonly inFlight: number;
  readonly acknowledged: number;
  /** Readings that wait for a connection. */
  readonly held: number;
  /** Readings that are lost. */
  readonly dropped: number;
  readonly downs: number;
  readonly setpoints: number;
  readonly errorMessages: number;
}

/** What runs inside one simulated device: its connection, its memory of unsent readings, its ears. */
export class DeviceAgent {
  readonly #options: AgentOptions;
  readonly #link: MqttLink;
  #held: HeldRow[] = [];
  #counts = { acknowledged: 0, dropped: 0, downs: 0, setpoints: 0, errorMessages: 0 };

  constructor(options: AgentOptions) {
    const { deviceId, speech } = options;
    this.#options = options;
    this.#link = openLink({
      host: options.host,
      port: options.port,
      identity: { clientId: `field-${deviceId}`, ...options.credentials, will: speech.will },
      subscriptions: [
        ...(speech.obeys ? [topicOf(deviceId, 'setpoint')] : []),
        topicOf(deviceId, 'error'),
      ],
      now: options.now,
      random: options.random,
      firstAttemptAt: options.firstAttemptAt,
      onUp: () => this.#arrive(),
      onDown: (reason) => {
        this.#counts.downs += 1;
        options.onTrouble(deviceId, reason);
      },
      onMessage: (topic, payload) => this.#listen(topic, payload),
    });
  }

  get deviceId(): string {
    return this.#options.deviceId;
  }

  stats(): AgentStats {
    const { up, inFlight } = this.#link;
    return { ...this.#counts, up, inFlight, held: this.#held.length };
  }

  get inFlight(): number {
    return this.#link.inFlight;
  }

  tick(): void {
    this.#link.tick();
    this.#flush();
  }

  /** Takes readings of one instant; a gateway has several. */
  report(rows: readonly HeldRow[]): void {
    this.#held.push(...rows);
    this.#bound();
    this.#flush();
  }

  /** Sends readings as a broken device does; what cannot be sent now is lost. */
  reportDamaged(row: HeldRow, damageSeed: number): void {
    if (!this.#isFree()) {
      this.#counts.dropped += 1;
      return;
    }
    for (const { topic, payload } of this.#options.speech.next([row]).messages) {
      this.#publish(telling(topic, damaged(payload, damageSeed)));
    }
  }

  /** Sends native telemetry that is ready made; false when the link is not free or it was lost. */
  sendTelemetry(payload: string): Promise<boolean> {
    if (!this.#isFree()) return Promise.resolve(false);
    return new Promise((resolve) =>
      this.#publish(telling(topicOf(this.deviceId, 'telemetry'), payload), resolve),
    );
  }

  /** Tells that it goes, as a device does that is switched off properly. */
  leave(): void {
    if (this.#link.up) this.#link.publish(this.#options.speech.farewell, () => undefined);
  }

  close(): void {
    this.#link.close();
  }

  #isFree(): boolean {
    return this.#link.up && this.#link.inFlight < inFlightMax;
  }

  #arrive(): void {
    for (const message of this.#options.speech.greeting) this.#publish(message);
    this.#flush();
  }

  #flush(): void {
    while (this.#isFree() && this.#held.length > 0) {
      const { takes, loses, messages } = this.#options.speech.next(this.#held);
      const rows = this.#held.splice(0, takes).slice(loses);
      this.#counts.dropped += loses;
      for (const message of messages) this.#publish(message, this.#keeping(rows));
    }
  }

  /** Rows that were lost on the way wait again, once, however many of their messages were lost. */
  #keeping(rows: readonly HeldRow[]): (acknowledged: boolean) => void {
    return (acknowledged) => {
      if (acknowledged || rows.some((row) => this.#held.includes(row))) return;
      this.#held = [...rows, ...this.#held].sort((a, b) => a.at - b.at || a.seq - b.seq);
      this.#bound();
    };
  }

  #publish(
    message: OutgoingMessage,
    settled: (acknowledged: boolean) => void = () => undefined,
  ): void {
    this.#link.publish(message, (acknowledged) => {
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
    if (topic === topicOf(this.deviceId, 'error')) {
      this.#counts.errorMessages += 1;
      const text = Buffer.from(payload).toString('utf8');
      this.#options.onErrorMessage(this.deviceId, text.slice(0, 300));
      return;
    }
    this.#counts.setpoints += 1;
    const ack = this.#answerTo(payload);
    if (ack !== null) this.#publish(telling(topicOf(this.deviceId, 'ack'), ackPayload(ack)));
  }

  #answerTo(payload: Uint8Array): Ack | null {
    const setpoint = readSetpoint(payload);
    if (setpoint.ok) return this.#options.onSetpoint(this.deviceId, setpoint.value);
    const { commandId, detail } = setpoint.fault;
    if (commandId === null) return null;
    const at = instant(this.#options.now());
    return { commandId, state: 'rejected', powerKw: null, reason: detail, at };
  }
}
