/** The configuration as the program uses it: complete, checked, with secrets at hand and paths resolved. */
import { resolve } from 'node:path';
import type { Profile } from '../../contract/profile.ts';
import { invariant } from '../../domain/outcome.ts';
import type { Outside } from './outside.ts';
import type { ConfigFile } from './schema.ts';
import type { Secret } from './secret.ts';

type MqttFile = ConfigFile['mqtt'];
type ToolFile = ConfigFile['tools'][number];

export type EmbeddedMqttConfig = Extract<MqttFile, { mode: 'embedded' }>;
export type ExternalMqttConfig = Omit<Extract<MqttFile, { mode: 'external' }>, 'password'> & {
  readonly password: Secret | null;
};
export type ToolConfig = Omit<ToolFile, 'password'> & { readonly password: Secret };

type StoreFile = ConfigFile['store'];
type Influx1File = Extract<StoreFile, { kind: 'influxdb1' }>;

export type EmbeddedStoreConfig = Extract<StoreFile, { kind: 'embedded' }>;
export type Influx1StoreConfig = Omit<Influx1File, 'influxdb1'> & {
  readonly influxdb1: Omit<Influx1File['influxdb1'], 'password'> & {
    readonly password: Secret | null;
  };
};

type Influx2File = Extract<StoreFile, { kind: 'influxdb2' }>;

export type Influx2StoreConfig = Omit<Influx2File, 'influxdb2'> & {
  readonly influxdb2: Omit<Influx2File['influxdb2'], 'token'> & { readonly token: Secret };
};

type WeatherFile = ConfigFile['weather'];
type OpenMeteoFile = Extract<WeatherFile, { kind: 'open_meteo' }>;
type MqttWeatherFile = Extract<WeatherFile, { kind: 'mqtt' }>;

export type WeatherConfig =
  | Exclude<WeatherFile, OpenMeteoFile | MqttWeatherFile>
  | (Omit<MqttWeatherFile, 'password'> & { readonly password: Secret | null })
  | (Omit<OpenMeteoFile, 'apiKey'> & { readonly apiKey: Secret | null });

export interface Config
  extends Omit<ConfigFile, 'mqtt' | 'tools' | 'store' | 'profiles' | 'weather'> {
  readonly weather: WeatherConfig;
  readonly store: EmbeddedStoreConfig | Influx1StoreConfig | Influx2StoreConfig;
  readonly mqtt: EmbeddedMqttConfig | ExternalMqttConfig;
  readonly tools: readonly ToolConfig[];
  /** The profiles that come with the program, then those of the profile files. */
  readonly profiles: readonly Profile[];
}

/** Makes the paths of a TLS section absolute; its port stays. */
function resolveAll<Section extends object>(folder: string, section: Section): Section {
  const entries = Object.entries(section).map(([key, value]) => [
    key,
    typeof value === 'string' ? resolve(folder, value) : value,
  ]);
  return Object.fromEntries(entries) as Section;
}

/** Paths are taken from the folder of the configuration file; every secret was read before. */
export function completeConfig(
  file: ConfigFile,
  folder: string,
  { secrets, profiles }: Pick<Outside, 'secrets' | 'profiles'>,
): Config {
  const { store, journal } = file;
  const secretAt = (path: string): Secret => {
    const secret = secrets.get(path);
    invariant(secret !== undefined, `the secret at ${path} was read`);
    return secret;
  };
  return {
    ...file,
    mqtt: completeMqtt(file.mqtt, folder, secretAt),
    tools: file.tools.map((tool, index) => {
      return { ...tool, password: secretAt(`tools[${index}].password`) };
    }),
    store: completeStore({ ...store, folder: resolve(folder, store.folder) }, secretAt),
    weather: completeWeather(file.weather, folder, secretAt),
    journal: { ...journal, folder: resolve(folder, journal.folder) },
    profiles,
  };
}

function completeMqtt(
  mqtt: MqttFile,
  folder: string,
  secretAt: (path: string) => Secret,
): Config['mqtt'] {
  if (mqtt.mode === 'embedded') {
    return mqtt.tls === undefined ? mqtt : { ...mqtt, tls: resolveAll(folder, mqtt.tls) };
  }
  const { password: ref, tls, ...rest } = mqtt;
  const password = ref === undefined ? null : secretAt('mqtt.password');
  return tls === undefined
    ? { ...rest, password }
    : { ...rest, password, tls: resolveAll(folder, tls) };
}

function completeStore(store: StoreFile, secretAt: (path: string) => Secret): Config['store'] {
  if (store.kind === 'embedded') return store;
  if (store.kind === 'influxdb2') {
    const token = secretAt('store.influxdb2.token');
    return { ...store, influxdb2: { ...store.influxdb2, token } };
  }
  const { password: ref, ...server } = store.influxdb1;
  const password = ref === undefined ? null : secretAt('store.influxdb1.password');
  return { ...store, influxdb1: { ...server, password } };
}

function completeWeather(
  weather: WeatherFile,
  folder: string,
  secretAt: (path: string) => Secret,
): WeatherConfig {
  switch (weather.kind) {
    case 'open_meteo': {
      const { apiKey: ref, ...rest } = weather;
      return { ...rest, apiKey: ref === undefined ? null : secretAt('weather.apiKey') };
    }
    case 'mqtt': {
      const { password: ref, ...rest } = weather;
      return { ...rest, password: ref === undefined ? null : secretAt('weather.password') };
    }
    case 'file':
      return { ...weather, file: resolve(folder, weather.file) };
    case 'none':
    case 'simulated':
      return weather;
  }
}
