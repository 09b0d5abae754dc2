import type { Instant } from '../../src/domain/instant.ts';
import type { DeviceAgent } from '../link/device-agent.ts';
import type { MeasuredValues } from '../models/measured.ts';
import { columnPayloads, type Row, rowsPerMessageMax } from '../telemetry.ts';

/** Past readings are sent by so many devices at a time: the broker is not flooded. */
const sendersMax = 16;
/** A device without a connection, or with a lost message, tries again after this time. */
const retryMs = 250;

export interface PastStats {
  readonly messages: number;
  readonly rows: number;
  readonly bytes: number;
  readonly waiting: number;
}

/** Gathers the past device by device and sends it as history, in columns, through each device's own link. */
export class PastDelivery {
  readonly #agents: ReadonlyMap<string, DeviceAgent>;
  readonly #rowsByDevice = new Map<string, Row[]>();
  readonly #payloads: {
    readonly agent: DeviceAgent;
    readonly payload: string;
    readonly rows: number;
  }[] = [];
  #sent = { messages: 0, rows: 0, bytes: 0 };

  constructor(agents: ReadonlyMap<string, DeviceAgent>) {
    this.#agents = agents;
  }

  stats(): PastStats {
    return { ...this.#sent, waiting: this.#payloads.length };
  }

  add(at: Instant, readings: ReadonlyMap<string, MeasuredValues>): void {
    for (const [deviceId, values] of readings) {
      const rows = this.#rowsByDevice.get(deviceId) ?? [];
      if (rows.length === 0) this.#rowsByDevice.set(deviceId, rows);
      rows.push({ at, values });
      if (rows.length >= rowsPerMessageMax) this.#pack(deviceId, rows);
    }
  }

  /** Packs what is left; nothing more may be added. */
  finish(): void {
    for (const [deviceId, rows] of this.#rowsByDevice) this.#pack(deviceId, rows);
  }

  /** Sends all that is packed, again where it was lost; ends early only when `stopped`. */
  async send(options: {
    readonly delay: (ms: number) => Promise<void>;
    readonly stopped: () => boolean;
  }): Promise<void> {
    const sender = async (): Promise<void> => {
      for (let next = this.#payloads.shift(); next !== undefined; next = this.#payloads.shift()) {
        while (!(await next.agent.sendTelemetry(next.payload))) {
          if (options.stopped()) return;
          await options.delay(retryMs);
        }
        this.#sent.messages += 1;
        this.#sent.rows += next.rows;
        this.#sent.bytes += next.payload.length;
      }
    };
    await Promise.all(Array.from({ length: sendersMax }, sender));
  }

  #pack(deviceId: string, rows: Row[]): void {
    this.#rowsByDevice.delete(deviceId);
    const agent = this.#agents.get(deviceId);
    // Who speaks through the gateway of another has no past: its form knows no history.
    if (agent === undefined) return;
    for (const { payload, rows: packed } of columnPayloads(rows, true)) {
      this.#payloads.push({ agent, payload, rows: packed.length });
    }
  }
}
