/** What many build first: a Node-RED flow that puts MQTT messages into InfluxDB in batches. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface NodeRed {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Not among the packages of the project: it brings 280 of its own, for this comparison alone. */
const packages = ['node-red@5.0.7', 'node-red-contrib-influxdb@0.7.0'];
const cache = join(import.meta.dirname, '../../node_modules/.cache/bench-node-red');
const startMsMax = 60_000;
const startCheckMs = 100;
/** Batches of this size, or what there is after a second, as people set it up. */
const batchPoints = 1_000;

interface Places {
  readonly folder: string;
  readonly mqttPort: number;
  readonly influxPort: number;
  readonly database: string;
}

/** Collects points and sends them on together; the inject node's message has no topic. */
const collect = `
const waiting = context.get('waiting') ?? [];
if (msg.topic) {
  const device = msg.topic.split('/')[2];
  const { measuredAt, values } = msg.payload;
  waiting.push({ measurement: 'pv', tags: { device }, fields: values, timestamp: measuredAt });
}
context.set('waiting', waiting);
if (waiting.length === 0 || (msg.topic && waiting.length < ${batchPoints})) return null;
context.set('waiting', []);
return { payload: waiting };`;

function flowOf({ mqttPort, influxPort, database }: Places): object[] {
  // A node without a place on the canvas would be taken for a shared setting.
  const on = { z: 'ingest', x: 0, y: 0 };
  return [
    { id: on.z, type: 'tab', label: 'ingest' },
    {
      ...{ id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: String(mqttPort) },
      ...{ clientid: 'node-red', autoConnect: true, usetls: false, protocolVersion: '4' },
      ...{ keepalive: '60', cleansession: false },
    },
    {
      ...{ id: 'in', type: 'mqtt in', ...on, topic: 'paulownia/v1/+/telemetry', qos: '1' },
      ...{ datatype: 'utf8', broker: 'broker', wires: [['json']] },
    },
    { id: 'json', type: 'json', ...on, property: 'payload', action: 'obj', wires: [['points']] },
    {
      ...{ id: 'each-second', type: 'inject', ...on, props: [], repeat: '1', once: true },
      ...{ onceDelay: 1, wires: [['points']] },
    },
    { id: 'points', type: 'function', ...on, func: collect, outputs: 1, wires: [['write']] },
    { id: 'write', type: 'influxdb batch', ...on, influxdb: 'influx', precision: 'ms', wires: [] },
    {
      ...{ id: 'influx', type: 'influxdb', hostname: '127.0.0.1', port: String(influxPort) },
      ...{ protocol: 'http', database, usetls: false, influxdbVersion: '1.x' },
    },
  ];
}

async function install(): Promise<string> {
  const script = join(cache, 'node_modules/node-red/red.js');
  if (existsSync(script)) return script;
  process.stderr.write('Fetching Node-RED for the comparison …\n');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const options = ['--no-audit', '--no-fund', '--omit=dev', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: cache });
  return script;
}

/** Starts it on its flow; resolves when it has subscribed. */
export async function startNodeRed(places: Places): Promise<NodeRed> {
  const script = await install();
  const folder = join(places.folder, 'node-red');
  mkdirSync(folder);
  const settings = {
    ...{ flowFile: 'flows.json', httpAdminRoot: false, httpNodeRoot: false },
    ...{ uiHost: '127.0.0.1', uiPort: 0, nodesDir: join(cache, 'node_modules') },
    ...{ diagnostics: { enabled: false }, telemetry: { enabled: false } },
  };
  writeFileSync(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flowOf(places)));
  const child = spawn(process.execPath, [script, '--userDir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said = `${said}${text}`.slice(-20_000);
  });
  for (let waitedMs = 0; !said.includes('Connected to broker'); waitedMs += startCheckMs) {
    if (child.exitCode !== null || waitedMs > startMsMax) {
      child.kill('SIGKILL');
      throw new Error(`Node-RED did not start: ${said}`);
    }
    await sleep(startCheckMs);
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
