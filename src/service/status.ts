import { deviceStates } from '../contract/http.ts';
import { secondMs } from '../domain/instant.ts';
import type { CountyApplication } from './application.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { Directory } from './directory.ts';
import type { DirtySlots } from './dirty-slots.ts';
import type { FaultDesk } from './fault-desk.ts';
import type { Ingest } from './ingest.ts';
import type { LiveFeed } from './live-feed.ts';
import type { LiveState } from './live-state.ts';
import type { MessageGate } from './message-gate.ts';
import { labelled, type MetricFamily, prometheusText, single } from './metrics.ts';
import { brokerCheck, clockCheck, journalCheck, storeCheck, weatherCheck } from './part-checks.ts';
import type { Clock, Journal, QuarantineStore, ReadingStore } from './ports.ts';
import type { QuarantineDesk } from './quarantine-desk.ts';
import { storeDetail, storeStatusOf } from './store-status.ts';
import type { StoreWriter } from './store-writer.ts';
import type { WeatherCycle } from './weather-cycle.ts';

export interface StatusParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly store: ReadingStore;
  readonly quarantine: QuarantineStore;
  readonly directory: Directory;
  readonly live: LiveState;
  readonly dirty: DirtySlots;
  readonly gate: MessageGate;
  readonly desk: FaultDesk;
  readonly quarantineDesk: QuarantineDesk;
  readonly ingest: Ingest;
  readonly writer: StoreWriter;
  readonly feed: LiveFeed;
  readonly clockWatch: ClockWatch;
  /** Null where no source of weather is configured. */
  readonly weather: WeatherCycle | null;
  /** Whether the way to the devices stands, and a sentence about it. */
  readonly broker: () => { readonly ok: boolean; readonly detail: string };
  readonly residentBytes: () => number;
}

/** Ready means: devices are acknowledged, and what they said reaches the store. */
export async function readinessOf(parts: StatusParts): ReturnType<CountyApplication['readiness']> {
  const journal = parts.journal.stats();
  const { fault } = parts.writer.stats();
  const checks = [
    brokerCheck(parts.broker()),
    journalCheck(journal),
    storeCheck(fault, storeDetail(parts)),
    clockCheck(parts.clockWatch),
    ...(parts.weather === null ? [] : [weatherCheck(parts.weather.trouble(parts.clock.now()))]),
  ];
  return { ready: checks.every(({ ok }) => ok), parts: checks, store: storeStatusOf(parts) };
}

/** Everything that is counted, as Prometheus text. */
export async function metricsOf(parts: StatusParts): Promise<string> {
  return prometheusText([
    ...ingestMetrics(parts),
    ...journalMetrics(parts),
    ...(await storeMetrics(parts)),
    ...quarantineMetrics(parts),
    ...deviceMetrics(parts),
    ...(await partMetrics(parts)),
    single('paulownia_resident_bytes', 'gauge', 'Memory of the process.', parts.residentBytes()),
  ]);
}

function ingestMetrics({ ingest, desk, gate }: StatusParts): MetricFamily[] {
  const stats = ingest.stats();
  return [
    single(
      'paulownia_messages_total',
      'counter',
      'Messages taken from the journal.',
      stats.messages,
    ),
    single('paulownia_readings_total', 'counter', 'Readings decoded.', stats.readings),
    labelled(
      'paulownia_readings_doubtful_total',
      'counter',
      'Readings by quality below good.',
      'quality',
      [
        ['questionable', stats.questionable],
        ['invalid', stats.invalid],
      ],
    ),
    labelled(
      'paulownia_faults_total',
      'counter',
      'Faults in messages, by code.',
      'code',
      desk.counts,
    ),
    labelled(
      'paulownia_refused_total',
      'counter',
      'Refusals at the broker, by code.',
      'code',
      gate.refused,
    ),
    single(
      'paulownia_live_backlog_bytes',
      'gauge',
      'Journal bytes that the live values have not taken in.',
      stats.liveBacklogBytes,
    ),
    single(
      'paulownia_store_backlog_bytes',
      'gauge',
      'Journal bytes that the store has not taken in.',
      stats.storeBacklogBytes,
    ),
    single(
      'paulownia_store_backlog_messages',
      'gauge',
      'Messages that the store has not taken in.',
      stats.storeBacklogMessages,
    ),
  ];
}

function journalMetrics({ journal }: StatusParts): MetricFamily[] {
  const stats = journal.stats();
  return [
    single(
      'paulownia_journal_records_total',
      'counter',
      'Messages appended.',
      stats.appendedRecords,
    ),
    single('paulownia_journal_commits_total', 'counter', 'Group commits.', stats.commits),
    single('paulownia_journal_held', 'gauge', 'Messages that wait for room.', stats.heldAppends),
    single('paulownia_journal_used_bytes', 'gauge', 'Bytes in use.', stats.usedBytes),
    single(
      'paulownia_journal_damaged_bytes',
      'gauge',
      'Bytes found damaged, most often at start.',
      stats.damagedBytes,
    ),
    single(
      'paulownia_journal_lost_bytes',
      'gauge',
      'Damaged bytes that the store did not have.',
      stats.lostBytes,
    ),
  ];
}

async function storeMetrics({ store, writer, dirty, clock }: StatusParts): Promise<MetricFamily[]> {
  const written = writer.stats();
  const awayMs = written.awaySince === null ? 0 : clock.now() - written.awaySince;
  return [
    single(
      'paulownia_store_away_seconds',
      'gauge',
      'For how long the store has taken nothing; 0 while it does.',
      awayMs / secondMs,
    ),
    single(
      'paulownia_store_ahead_total',
      'counter',
      'Readings written ahead of older ones that wait; in their turn they come again.',
      written.ahead,
    ),
    single(
      'paulownia_store_rejected_total',
      'counter',
      'Readings that the store rejected for themselves.',
      written.rejected,
    ),
    single('paulownia_store_inserted_total', 'counter', 'Readings stored.', written.inserted),
    single(
      'paulownia_store_duplicates_total',
      'counter',
      'Readings that came again.',
      written.duplicates,
    ),
    single(
      'paulownia_store_replaced_total',
      'counter',
      'Readings that came again and differed.',
      written.replaced,
    ),
    single(
      'paulownia_store_failures_total',
      'counter',
      'Batches that the store did not take.',
      written.failures,
    ),
    single('paulownia_dirty_slots', 'gauge', 'Slots whose roll-up is due.', dirty.size),
    ...(await sizeMetrics(store)),
  ];
}

/** Left out while the store does not answer: the other metrics are wanted most just then. */
async function sizeMetrics(store: ReadingStore): Promise<MetricFamily[]> {
  const stored = await store.stats().catch(() => null);
  if (stored === null) return [];
  const { rows, diskBytes } = stored;
  return [
    single('paulownia_store_rows', 'gauge', 'Readings in the store.', rows),
    single('paulownia_store_disk_bytes', 'gauge', 'Bytes of the store on disk.', diskBytes),
  ];
}

function quarantineMetrics({ quarantine, quarantineDesk }: StatusParts): MetricFamily[] {
  const kept = quarantine.stats();
  return [
    single('paulownia_quarantine_kept', 'gauge', 'Messages in quarantine.', kept.kept),
    single(
      'paulownia_quarantine_dropped_total',
      'counter',
      'Messages dropped from quarantine, the oldest first.',
      kept.dropped,
    ),
    single(
      'paulownia_quarantine_suppressed_total',
      'counter',
      'Messages not put into quarantine because their sender had too many there.',
      quarantineDesk.suppressed,
    ),
    single(
      'paulownia_quarantine_lost_total',
      'counter',
      'Messages that the disk of the quarantine did not take.',
      quarantineDesk.lost,
    ),
  ];
}

/** What health/ready says, for whoever watches metrics only. */
async function partMetrics(parts: StatusParts): Promise<MetricFamily[]> {
  const { parts: checks } = await readinessOf(parts);
  return [
    labelled(
      'paulownia_part_ok',
      'gauge',
      '1 while the part does its work.',
      'part',
      checks.map(({ name, ok }) => [name, ok ? 1 : 0]),
    ),
    single(
      'paulownia_clock_steps_total',
      'counter',
      'Times that the clock of the machine was set by 5 s or more.',
      parts.clockWatch.steps,
    ),
  ];
}

function deviceMetrics({ directory, live, clock, feed }: StatusParts): MetricFamily[] {
  const now = clock.now();
  const counts = new Map<string, number>(deviceStates.map((state) => [state, 0]));
  let seqGaps = 0;
  for (const device of directory.devices()) {
    if (device.retiredAt !== null) continue;
    const state = live.stateOf(device, now);
    counts.set(state, (counts.get(state) ?? 0) + 1);
    seqGaps += live.of(device).seqGaps;
  }
  return [
    labelled('paulownia_devices', 'gauge', 'Devices in service, by state.', 'state', counts),
    single('paulownia_seq_gaps', 'gauge', 'Messages missing in the numbering of devices.', seqGaps),
    single('paulownia_live_subscriptions', 'gauge', 'Followers of live values.', feed.subscribers),
  ];
}
