/** The smallest county that uses every section, for tests that break it in one place. */
import { join } from 'node:path';
import type { ConfigFault } from '../../src/app/config/faults.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import type { ConfigSources } from '../../src/app/config/outside.ts';
import { shippedProfiles, systemSources } from '../../src/app/config/system-sources.ts';

export const smallCounty = `county:
  id: lankao
  name: 兰考县
  latitude: 34.82
  longitude: 114.82
network:
  substations:
    - { id: east, name: 东变 }
  feeders:
    - { id: east-1, name: 东一线, parent: east }
  areas:
    - { id: zhao, name: 赵庄, parent: east-1, ratingKva: 400, latitude: 34.9, longitude: 114.8 }
cooperatives:
  - id: coop
    name: 合作社
    shares: { h1: 0.7, h2: 0.3 }
devices:
  - { id: zhao-meter, name: 总表, kind: transformer_meter, node: zhao }
  - { id: 'zhao-pv-{n}', name: '光伏 {n}', kind: pv, node: zhao, cooperative: coop, ratingKw: 20, count: 3 }
  - { id: gate, name: 关口表, kind: pcc_meter, node: lankao, ratingKw: 900, profile: shelly-3em }
  - { id: sky, name: 气象站, kind: weather_station, node: lankao }
tariffs:
  timeOfUse:
    - validFrom: 2024-06-01
      source: a price list
      ratios: { sharp: 2, peak: 1.7, flat: 1, valley: 0.5 }
      seasons:
        - months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
          peak: [16:00-24:00]
          flat: [07:00-16:00]
          valley: [00:00-07:00]
  feedIn:
    - { validFrom: 2021-01-01, source: a price list, priceYuanPerKwh: 0.4 }
mqtt:
  mode: embedded
  port: 1883
tools:
  - name: grafana
    maySubscribe: [paulownia/v1/+/telemetry]
    password: { env: GRAFANA_PASSWORD }
store:
  retention: { rawDays: 90 }
journal:
  maxMb: 64
  sync: { everyMs: 100 }
http:
  port: 8080
profiles: [meter.yaml]
log: { level: info }
`;

export const exampleFile = join(import.meta.dirname, '../../paulownia.example.yaml');

export const myMeter = `id: my-meter
title: A meter of ours
kinds: [pcc_meter]
messages:
  - topic: meters/{device}
    points: { powerKw: power }
`;

const files: Readonly<Record<string, string>> = {
  '/etc/paulownia/meter.yaml': myMeter,
  '/etc/paulownia/ca.pem': 'certificate',
  '/etc/paulownia/secret.txt': 'from-a-file\n',
  '/etc/paulownia/empty.txt': '\n',
};

function readFileHere(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
}

export const sources: ConfigSources = {
  env: { GRAFANA_PASSWORD: 'open-sesame' },
  readFile: readFileHere,
  shippedProfiles: shippedProfiles(),
};

/** Loads a text as if it stood in `/etc/paulownia/county.yaml`. */
export function loadText(text: string): ReturnType<typeof loadConfig> {
  const file = '/etc/paulownia/county.yaml';
  const readFile = (path: string) => (path === file ? text : readFileHere(path));
  return loadConfig(file, { ...sources, readFile });
}

export function faultsOf(text: string): readonly ConfigFault[] {
  const loaded = loadText(text);
  return loaded.ok ? [] : loaded.fault;
}

/** The small county with one passage exchanged. */
export function changed(from: string, to: string): string {
  if (!smallCounty.includes(from)) throw new Error(`'${from}' is not in the small county`);
  return smallCounty.replace(from, to);
}

/** The disk as it is, and nothing in the environment. */
export const diskSources = systemSources({});
