import { type Instant, instant } from '../../src/domain/instant.ts';
import type { FaultLayer } from '../faults/fault-layer.ts';
import type { Report } from '../faults/message-faults.ts';
import type { HeldRow } from '../link/speech.ts';
import type { SimulatedCounty } from '../models/county.ts';
import type { CountyState } from '../models/county-state.ts';
import type { Speaker } from './speakers.ts';

/** What reporting needs of a device with a connection. */
export type Reporter = Pick<Speaker, 'intervalMs' | 'phase'> & {
  readonly agent: Pick<Speaker['agent'], 'report' | 'reportDamaged'>;
};

interface PendingReport extends Report {
  readonly speaker: Reporter;
  readonly row: HeldRow;
}

/** Reports that wait for their time; beyond it the oldest are sent early. */
const pendingMax = 100_000;

export interface ReportingOptions {
  readonly county: SimulatedCounty;
  readonly speakers: ReadonlyMap<string, Reporter>;
  readonly faults: FaultLayer;
  readonly state: CountyState;
  /** The step of the county in ms; intervals of devices are whole numbers of it. */
  readonly stepMs: number;
}

/** The present: the county goes on step by step, and each device reports when its interval is over. */
export class Reporting {
  readonly #options: ReportingOptions;
  readonly #nextSeq = new Map<string, number>();
  #state: CountyState;
  #now: Instant | null = null;
  #pending: PendingReport[] = [];

  constructor(options: ReportingOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): CountyState {
    return this.#state;
  }

  /** The county's time at the last tick; null before the first. */
  get now(): Instant | null {
    return this.#now;
  }

  tick(now: Instant): void {
    this.#now = now;
    const { stepMs } = this.#options;
    const sampleAt = instant(Math.floor(now / stepMs) * stepMs);
    // A clock that was set back must not silence the county until it has caught up.
    const wasSetBack = sampleAt < this.#state.at - 2 * stepMs;
    if (wasSetBack) this.finish();
    this.#reportUntil(now);
    if (sampleAt > this.#state.at || wasSetBack) this.#measure(sampleAt);
    this.#reportUntil(now);
  }

  /** Sends at once what waits for its time: nothing follows. */
  finish(): void {
    this.#reportUntil(Number.POSITIVE_INFINITY);
  }

  #measure(at: Instant): void {
    const { county, speakers } = this.#options;
    const step = county.step(this.#state, at);
    this.#state = step.state;
    for (const [deviceId, values] of step.readings) {
      const speaker = speakers.get(deviceId);
      if (speaker !== undefined && this.#isDue(deviceId, speaker, at)) {
        this.#plan(speaker, { deviceId, at, seq: this.#seqOf(deviceId), values });
      }
    }
    this.#pending.sort((one, other) => one.dueAt - other.dueAt);
    const early = this.#pending.length - pendingMax;
    if (early > 0) this.#send(this.#pending.splice(0, early));
  }

  /** The first reading is told at once, so that a county that starts is soon whole. */
  #isDue(deviceId: string, { intervalMs, phase }: Reporter, at: Instant): boolean {
    if (!this.#nextSeq.has(deviceId)) return true;
    const { stepMs } = this.#options;
    const steps = Math.max(1, Math.round(intervalMs / stepMs));
    return Math.round(at / stepMs) % steps === Math.floor(phase * steps);
  }

  #seqOf(deviceId: string): number {
    const seq = this.#nextSeq.get(deviceId) ?? 0;
    this.#nextSeq.set(deviceId, seq + 1);
    return seq;
  }

  #plan(speaker: Reporter, row: HeldRow): void {
    const { faults, stepMs } = this.#options;
    const whole = { row, dueAt: row.at + speaker.phase * stepMs, damageSeed: null };
    for (const report of faults.reportsOf(row.deviceId, whole, speaker.intervalMs)) {
      this.#pending.push({ ...report, row: { ...row, at: report.row.at }, speaker });
    }
  }

  #reportUntil(now: number): void {
    const due = this.#pending.findIndex(({ dueAt }) => dueAt > now);
    this.#send(this.#pending.splice(0, due === -1 ? this.#pending.length : due));
  }

  /** A gateway tells in one message what its devices measured at one instant. */
  #send(reports: readonly PendingReport[]): void {
    let together: PendingReport[] = [];
    for (const report of reports) {
      const [first] = together;
      if (first !== undefined && !belongTogether(first, report)) {
        sendTogether(together);
        together = [];
      }
      together.push(report);
    }
    sendTogether(together);
  }
}

function belongTogether(one: PendingReport, other: PendingReport): boolean {
  return (
    one.speaker === other.speaker &&
    one.dueAt === other.dueAt &&
    one.row.at === other.row.at &&
    one.row.deviceId !== other.row.deviceId
  );
}

function sendTogether(reports: readonly PendingReport[]): void {
  const whole = reports.filter(({ damageSeed }) => damageSeed === null);
  const [first] = whole;
  first?.speaker.agent.report(whole.map(({ row }) => row));
  for (const { speaker, row, damageSeed } of reports) {
    if (damageSeed !== null) speaker.agent.reportDamaged(row, damageSeed);
  }
}
