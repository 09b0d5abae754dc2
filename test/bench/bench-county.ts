/** A county for the bench: as many devices of one kind as are asked for, on one transformer. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BenchCounty {
  readonly folder: string;
  readonly kind: 'pv' | 'load';
  readonly devices: number;
  readonly reportIntervalS: number;
  /** Gateways that may publish for every device; each may have 20 connections. */
  readonly gateways: number;
  /** Sections of the configuration; the embedded broker and store where they are left out. */
  readonly mqtt?: object;
  readonly store?: object;
}

/** Of the devices that are loaded with. */
export const loadIntervalS = 5;
/** Environment variable with the secret of all gateways. */
export const gatewaySecretVariable = 'PAULOWNIA_BENCH_SECRET';
export const gatewaySecret = 'a-secret-of-the-bench-alone';
/** A tool that may subscribe to everything; its secret is that of the gateways. */
export const readerName = 'reader';
/** As many as one user name may have on the embedded broker. */
export const connectionsPerGateway = 20;

export function gatewayName(connection: number): string {
  return `gateway-${Math.floor(connection / connectionsPerGateway) + 1}`;
}

export function deviceId(kind: BenchCounty['kind'], device: number): string {
  return `${kind}-${device + 1}`;
}

/** Writes the configuration, JSON being YAML, and answers its path. */
export function writeCounty(county: BenchCounty): string {
  const { folder, kind, devices, reportIntervalS, gateways } = county;
  const file = join(folder, 'bench.yaml');
  const config = {
    county: { id: 'lankao', name: '兰考县', latitude: 34.82, longitude: 114.82 },
    network: {
      substations: [{ id: 'east', name: '东变' }],
      feeders: [{ id: 'east-1', name: '东一线', parent: 'east' }],
      areas: [{ id: 'zhao', name: '赵庄', parent: 'east-1', ratingKva: 400 }],
    },
    deviceDefaults: { reportIntervalS },
    devices: [
      { id: `${kind}-{n}`, name: '{n}', kind, node: 'zhao', ratingKw: 100, count: devices },
    ],
    tools: [
      ...Array.from({ length: gateways }, (_, index) => ({
        name: `gateway-${index + 1}`,
        mayPublish: ['paulownia/v1/+/telemetry'],
        password: { env: gatewaySecretVariable },
      })),
      {
        name: readerName,
        maySubscribe: ['paulownia/v1/#'],
        password: { env: gatewaySecretVariable },
      },
    ],
    mqtt: county.mqtt ?? { mode: 'embedded', port: 0, limits: { messagesPerS: 100_000 } },
    store: { folder: 'data', ...county.store },
    journal: { folder: 'data/journal' },
    http: { port: 0 },
    log: { level: 'warn' },
  };
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}
