import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../../src/app/cli/check-config.ts';
import { commands } from '../../../src/app/cli/commands.ts';
import type { Config } from '../../../src/app/config/config.ts';
import { loadConfig } from '../../../src/app/config/load.ts';
import type { ConfigSources } from '../../../src/app/config/outside.ts';
import { systemSources } from '../../../src/app/config/system-sources.ts';
import { retentionPolicy } from '../../../src/storage/influx/mapping-2.ts';
import {
  type ComposeService,
  composeFile,
  composeText,
  dockerStages,
  mountsOf,
  onlyOne,
  referencesIn,
  root,
  secretNames,
  textOf,
} from '../../support/deployment-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const compose = composeFile();
const services = Object.entries(compose.services);

function serviceOf(name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`There is no service ${name}.`);
  return service;
}

interface LintedFile {
  readonly messages: readonly {
    readonly rule: string;
    readonly category: string;
    readonly message: string;
  }[];
}

/** What the linter says that is about the Specification's schema, or about safety. */
function faultsOf(text: string): string[] {
  const file = join(tempFolder(), 'docker-compose.yml');
  writeFileSync(file, text);
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const linted: readonly LintedFile[] = linter.lintFiles([file], false);
  return linted
    .flatMap(({ messages }) => messages)
    .filter(({ rule, category }) => rule === 'invalid-schema' || category === 'security')
    .map(({ rule, message }) => `${rule}: ${message}`);
}

/** Reads the files of a container: what is mounted there, or a token that InfluxDB left. */
function sourcesIn(service: ComposeService): ConfigSources {
  const mounts = mountsOf(service);
  return {
    ...systemSources(service.environment ?? {}),
    readFile: (path) => {
      const mount = mounts.find(({ target }) => path.startsWith(`${target}/`));
      if (mount === undefined) throw new Error(`Nothing is mounted at ${path}.`);
      if (mount.isVolume) return 'a token\n';
      return textOf(join(mount.source, path.slice(mount.target.length + 1)));
    },
  };
}

const configFile = '/etc/paulownia/paulownia.yaml';

function config(): Config {
  const loaded = loadConfig(configFile, sourcesIn(serviceOf('paulownia')));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  return loaded.value;
}

function portsOf(name: string): { address: string; outside: string; inside: string }[] {
  return (serviceOf(name).ports ?? []).map((text) => {
    const [address = '', outside = '', inside = ''] = text.split(':');
    return { address, outside, inside };
  });
}

describe('the Compose file', () => {
  const env = Object.fromEntries(secretNames().map((name) => [name, 'secret']));

  test('follows the schema of the Compose Specification', () => {
    expect(faultsOf(composeText(env))).toEqual([]);
  });

  test('is told where it does not', () => {
    const broken = composeText(env).replace('read_only: true', 'read_only: [1]');
    expect(faultsOf(broken)).toContainEqual(expect.stringContaining('invalid-schema'));
  });

  test('takes every secret from .env, where none is preset', () => {
    const references = referencesIn(textOf('docker-compose.yml'));
    const required = references.filter(({ fallback }) => fallback === null);
    expect(new Set(required.map(({ name }) => name))).toEqual(new Set(secretNames()));
    expect(secretNames().length).toBeGreaterThan(4);
    const written = Object.values(compose.services).flatMap(({ environment }) =>
      Object.entries(environment ?? {}).filter(([name]) => /PASSWORD|TOKEN|SECRET/.test(name)),
    );
    for (const [name, value] of written) expect(value, name).toMatch(/^value of /);
  });

  test.each(services)('%s has no more rights than it needs', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.privileged).toBeUndefined();
    const user =
      service.build === undefined ? service.user : onlyOne(dockerStages().at(-1) ?? [], 'USER');
    expect(user).toMatch(/^(node|[1-9]\d*:\d+)$/);
    for (const { source } of mountsOf(service)) expect(source).not.toContain('docker.sock');
  });

  test.each(services)('%s mounts what is there, and files read-only', (_, service) => {
    for (const { source, readOnly, isVolume } of mountsOf(service)) {
      if (isVolume) {
        expect(Object.keys(compose.volumes)).toContain(source);
      } else {
        expect(existsSync(join(root, source)), source).toBe(true);
        expect(readOnly, source).toBe(true);
      }
    }
  });

  test.each(services)('%s waits for services that say when they are ready', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const { healthcheck, build } = serviceOf(name);
      if (condition === 'service_healthy') expect(healthcheck?.test ?? build).toBeDefined();
      else
        expect([condition, healthcheck?.disable]).toEqual(['service_completed_successfully', true]);
    }
  });

  test.each(services)('%s opens ports to this machine only', (name, { networks, network_mode }) => {
    for (const { address } of portsOf(name)) expect(address).toBe('127.0.0.1');
    for (const network of networks ?? []) expect(Object.keys(compose.networks)).toContain(network);
    if (networks === undefined) expect(network_mode).toBe('none');
  });

  test('keeps InfluxDB away from the outside', () => {
    expect(serviceOf('influxdb').networks).toEqual(['store']);
    expect(compose.networks.store).toEqual({ internal: true });
    expect(portsOf('influxdb')).toEqual([]);
  });
});

describe('the configuration of the Compose file', () => {
  test('is good, with the secrets that the service is given', () => {
    const service = serviceOf('paulownia');
    expect(checkConfig(configFile, sourcesIn(service))).toMatchObject({ exitCode: 0 });
    const without = { ...service, environment: {} };
    expect(checkConfig(configFile, sourcesIn(without)).output).toContain('PAULOWNIA_MQTT_PASSWORD');
  });

  test('names the other services and the ports that they listen on', () => {
    const { mqtt, store, http } = config();
    const broker = mqtt.mode === 'external' ? new URL(mqtt.url) : null;
    expect(broker?.host).toBe('mosquitto:1883');
    expect(textOf('.docker/mosquitto.conf')).toMatch(/^listener 1883$/m);
    expect(portsOf('mosquitto')).toMatchObject([{ outside: '1883', inside: '1883' }]);
    expect(serviceOf('mosquitto').healthcheck?.test?.at(-1)).toBe('1883');
    expect(portsOf('paulownia')).toMatchObject([{ inside: String(http.port) }]);
    expect(http.host).toBe('0.0.0.0');
    const { environment = {}, healthcheck } = serviceOf('influxdb');
    expect(store).toMatchObject({
      kind: 'influxdb2',
      influxdb2: {
        url: 'http://influxdb:8086',
        organisation: environment.DOCKER_INFLUXDB_INIT_ORG,
        bucket: environment.DOCKER_INFLUXDB_INIT_BUCKET,
      },
    });
    expect(healthcheck?.test?.at(-1)).toBe('http://127.0.0.1:8086/health');
  });

  test('keeps data in a volume', () => {
    const { store, journal } = config();
    const mounts = mountsOf(serviceOf('paulownia'));
    const data = mounts.find(({ target }) => target === store.folder);
    expect(data).toMatchObject({ isVolume: true, readOnly: false });
    expect(journal.folder.startsWith(`${data?.target}/`)).toBe(true);
  });

  test("reads the token where InfluxDB's first start leaves it", () => {
    const script = textOf('.docker/influxdb-rights.sh');
    const [, folder, name] = />(\/home\/\w+)\/(\S+\.token)$/m.exec(script) ?? [];
    const left = mountsOf(serviceOf('influxdb')).find(({ target }) => target === folder);
    const read = mountsOf(serviceOf('paulownia')).find(({ source }) => source === left?.source);
    expect(left).toMatchObject({ isVolume: true, readOnly: false });
    expect(read).toMatchObject({ readOnly: true });
    expect(textOf('.docker/county/paulownia.yaml')).toContain(`{ file: ${read?.target}/${name} }`);
  });
});

describe('what runs beside the service', () => {
  test('the file of rights is written by a command of the program, to where Mosquitto reads it', () => {
    const { command = [] } = serviceOf('access');
    expect(commands.map(({ name }) => name)).toContain(command[0]);
    expect(command[1]).toBe(configFile);
    const written = mountsOf(serviceOf('access')).find(({ target }) => target === command[2]);
    const read = mountsOf(serviceOf('mosquitto')).find(({ source }) => source === written?.source);
    const settings = textOf('.docker/mosquitto.conf');
    expect(settings).toMatch(new RegExp(`^password_file ${read?.target}/passwords$`, 'm'));
    expect(settings).toMatch(new RegExp(`^acl_file ${read?.target}/acl$`, 'm'));
    expect(settings).toMatch(/^allow_anonymous false$/m);
  });

  test("the script of rights can be run by InfluxDB's image, with the password that Grafana uses", () => {
    const script = join(root, '.docker/influxdb-rights.sh');
    expect(statSync(script).mode & 0o111).toBe(0o111);
    const { environment = {} } = serviceOf('influxdb');
    const used = [...textOf('.docker/influxdb-rights.sh').matchAll(/\$(\w+)/g)].map(
      ([, name]) => name,
    );
    const given = [...Object.keys(environment), 'DOCKER_INFLUXDB_INIT_BUCKET_ID'];
    expect(given).toEqual(expect.arrayContaining(used));
    expect(textOf('.docker/influxdb-rights.sh')).toContain(`--rp ${retentionPolicy} `);
    const grafana = serviceOf('grafana').environment ?? {};
    expect(grafana.INFLUXDB_PASSWORD).toBe(environment.INFLUXDB_GRAFANA_PASSWORD);
    expect(grafana.INFLUXDB_DATABASE).toBe(environment.DOCKER_INFLUXDB_INIT_BUCKET);
  });
});
