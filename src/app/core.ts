import { decodeMessage } from '../contract/decode.ts';
import { minuteMs } from '../domain/instant.ts';
import type { CountyApplication } from '../service/application.ts';
import { keptBirths } from '../service/births.ts';
import { ClockWatch } from '../service/clock-watch.ts';
import { County } from '../service/county.ts';
import { Directory } from '../service/directory.ts';
import { DirtySlots } from '../service/dirty-slots.ts';
import { FaultDesk } from '../service/fault-desk.ts';
import { type Decode, Ingest } from '../service/ingest.ts';
import { newJudge } from '../service/judge.ts';
import { LiveFeed } from '../service/live-feed.ts';
import { LiveState } from '../service/live-state.ts';
import { MessageGate } from '../service/message-gate.ts';
import type { Clock, DeviceMessenger, Log } from '../service/ports.ts';
import { QuarantineDesk } from '../service/quarantine-desk.ts';
import { quarantineReplay } from '../service/quarantine-replay.ts';
import { Restoration } from '../service/restoration.ts';
import { ingestStart } from '../service/restore.ts';
import { RollUpCycle } from '../service/roll-up-cycle.ts';
import { metricsOf, readinessOf, type StatusParts } from '../service/status.ts';
import { storeRejections } from '../service/store-rejections.ts';
import { StoreWriter } from '../service/store-writer.ts';
import { WeatherCycle } from '../service/weather-cycle.ts';
import type { Config } from './config/config.ts';
import { toDevices, toTopology } from './config/topology.ts';
import type { Stores } from './stores.ts';
import { weatherSourceOf } from './weather-source.ts';

/** How long the start waits for a store that does not answer, in ms. */
const storePatienceMs = 5_000;

export interface CoreParts {
  readonly config: Config;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Log;
  readonly delay: (ms: number) => Promise<void>;
  /** The broker starts after the core, so it is asked for when it is needed. */
  readonly messenger: () => DeviceMessenger;
  readonly broker: StatusParts['broker'];
  /** A device has a new credential or was retired. */
  readonly onCredentialsChanged: (deviceId: string) => void;
}

/** The service without its wires: what runs between the brokers and the pages. */
export interface Core {
  readonly directory: Directory;
  readonly gate: MessageGate;
  readonly county: CountyApplication;
  readonly ingest: Ingest;
  readonly writer: StoreWriter;
  readonly rollUps: RollUpCycle;
  readonly feed: LiveFeed;
  readonly clockWatch: ClockWatch;
  readonly restoration: Restoration;
  /** Null where no source of weather is configured. */
  readonly weather: WeatherCycle | null;
}

/** Puts the service together on its stores and takes over what an earlier run left. */
export async function buildCore(parts: CoreParts): Promise<Core> {
  const { config, stores, clock, log, delay } = parts;
  const { journal, readings: store } = stores;
  const { registry, births, quarantine } = stores.state;
  const { timeZone, currency } = config.county;
  const directory = new Directory(toTopology(config), registry.reconcile(toDevices(config)));
  const live = new LiveState();
  const dirty = new DirtySlots();
  const restoration = new Restoration(store, { directory, live, dirty }, log);
  await restoration.begin(delay(storePatienceMs));

  const decode = decoder(parts, directory);
  const quarantineDesk = new QuarantineDesk({ quarantine, messenger: parts.messenger, log });
  const gate = new MessageGate({ journal, desk: quarantineDesk, clock, log });
  const desk = new FaultDesk(quarantineDesk);
  const from = await ingestStart(store, journal);
  const onRejected = storeRejections({ directory, desk: quarantineDesk, clock, log });
  const writer = new StoreWriter({ store, journal, onRejected, clock, delay, log, from });
  const feed = new LiveFeed(directory, live, clock.now());
  const clockWatch = new ClockWatch({ clock, steadyMs: () => performance.now(), log });
  const ingest = new Ingest(
    {
      ...{ journal, decode, newJudge, live, dirty, writer },
      onFaults: (record, faults) => desk.take(record, faults),
      onBirths: keptBirths(births, { directory, live, log }),
      delay,
      log,
    },
    from,
  );
  const weather = weatherCycleOf(parts);
  const status: StatusParts = {
    ...{
      clock,
      journal,
      store,
      quarantine,
      directory,
      live,
      dirty,
      gate,
      desk,
      quarantineDesk,
      ingest,
      writer,
      feed,
      clockWatch,
      weather,
    },
    broker: parts.broker,
    residentBytes: () => process.memoryUsage.rss(),
  };
  const county = new County({
    ...{ directory, registry, live, feed, store, quarantine, clock, timeZone, currency },
    profiles: new Map(config.profiles.map(({ id, kinds }) => [id, kinds])),
    toolNames: new Set(config.tools.map(({ name }) => name)),
    replay: quarantineReplay({ quarantine, journal, decode, clock }),
    readiness: () => readinessOf(status),
    metrics: () => metricsOf(status),
    onCredentialsChanged: parts.onCredentialsChanged,
  });
  const rollUps = new RollUpCycle({ store, directory, dirty, timeZone, clock });
  const cycles = { rollUps, feed, clockWatch, restoration, weather };
  return { directory, gate, county, ingest, writer, ...cycles };
}

function decoder({ config }: CoreParts, directory: Directory): Decode {
  const context = {
    deviceById: (id: string) => directory.device(id),
    profiles: config.profiles,
  };
  return (message) => decodeMessage(message, context);
}

function weatherCycleOf({ config, stores, clock, log }: CoreParts): WeatherCycle | null {
  const { weather } = config;
  const source = weatherSourceOf(config, { clock });
  if (source === null || weather.kind === 'none') return null;
  const everyMs = weather.everyMin * minuteMs;
  return new WeatherCycle({ source, store: stores.forecasting.weather, everyMs, log });
}
