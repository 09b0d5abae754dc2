import type { CountyOptions } from '../../../simulators/models/county.ts';
import type { RunResult } from '../../../simulators/virtual/record.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs, secondMs } from '../../domain/instant.ts';
import type { Config } from '../config/config.ts';
import { toDevices } from '../config/topology.ts';
import { countyGround } from '../county-ground.ts';
import { type MqttProgress, simulateOverMqtt } from '../simulate-over-mqtt.ts';
import { simulateVirtually } from '../simulate-virtually.ts';
import { stopSignal } from '../stop-signal.ts';
import { systemClock } from '../system.ts';
import { troubleOf } from '../trouble.ts';
import { weatherOfFile } from '../weather-of-file.ts';
import { CallFault, type Command, type OptionValues, textOf, wholeNumberOf } from './command.ts';
import { exampleFile } from './demo.ts';
import { connect, counted, serviceOptions, terminalLog } from './running-service.ts';
import { configOf } from './serve.ts';
import { localTime, progressText, runReport } from './simulate-report.ts';
import { timeOf } from './time-option.ts';

const seedMax = 2 ** 31 - 1;
const speedMax = 1_000;
/** A step is at least this long, and at most a day. */
const stepMsMin = secondMs;
const faultsPerDeviceDayMax = 10;
const eventsPerMonthMax = 100;
/** The service takes readings of the last 30 days. */
const pastMsMax = 29 * dayMs;

const unitMs: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: hourMs };

/** A duration such as 15m; null where it was left out. */
function stepOf(options: OptionValues): number | null {
  const text = textOf(options, 'step');
  if (text === null) return null;
  const [, digits = '', unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const stepMs = Number(digits) * (unitMs[unit] ?? Number.NaN);
  if (stepMs >= stepMsMin && stepMs <= dayMs) return stepMs;
  throw new CallFault(`--step ${text}: write a time such as 30s, 15m or 1h, at most a day`);
}

function speedOf(options: OptionValues): number {
  const text = textOf(options, 'speed') ?? '1';
  const speed = Number(text);
  if (speed >= 1 && speed <= speedMax) return speed;
  throw new CallFault(`--speed ${text}: write a number from 1 to ${speedMax}`);
}

function progressLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}  `);
}

function report(result: RunResult, timeZone: string): void {
  process.stdout.write(runReport(result, timeZone));
}

/** A rate of what happens by chance; none if it was left out. */
function rateOf(options: OptionValues, name: string, most: number): number {
  const text = textOf(options, name) ?? '0';
  const rate = Number(text);
  if (rate >= 0 && rate <= most) return rate;
  throw new CallFault(`--${name} ${text}: write a number from 0 to ${most}`);
}

function scriptOf(county: CountyOptions, options: OptionValues, from: Instant, to: Instant) {
  return troubleOf(county, {
    file: textOf(options, 'script'),
    faultsPerDeviceDay: rateOf(options, 'faults', faultsPerDeviceDayMax),
    eventsPerMonth: rateOf(options, 'events', eventsPerMonthMax),
    ...{ from, to },
  });
}

interface Call {
  readonly config: Config;
  readonly options: OptionValues;
  readonly seed: number;
}

/** The county of a call, under measured weather where a file of it is given. */
function groundOf({ config, options, seed }: Call): CountyOptions {
  const county = countyGround(config, seed);
  const path = textOf(options, 'weather');
  if (path === null) return county;
  const { weather, faults } = weatherOfFile(path, county);
  if (weather === null) throw new CallFault(`--weather ${path}:\n${faults.join('\n')}`);
  if (faults.length > 0) process.stderr.write(`${faults.join('\n')}\n`);
  return { ...county, weather };
}

async function inProcess(call: Call): Promise<number> {
  const { config, options } = call;
  const { timeZone } = config.county;
  const from = timeOf(options, 'from', timeZone);
  const to = timeOf(options, 'to', timeZone);
  if (from === null || to === null || to <= from) {
    throw new CallFault('--in-process needs --from and a later --to');
  }
  const stepMs = stepOf(options) ?? 15 * minuteMs;
  const county = groundOf(call);
  const script = scriptOf(county, options, from, to);
  let stopping = false;
  void stopSignal().then(() => {
    stopping = true;
  });
  const result = await simulateVirtually({
    ...{ county, script, from, to, stepMs },
    csvFile: textOf(options, 'csv'),
    jsonFile: textOf(options, 'json'),
    onProgress: (at) => progressLine(localTime(at, timeZone)),
    stopped: () => stopping,
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (stopping) process.stderr.write('Stopped early.\n');
  report(result, timeZone);
  return 0;
}

/** Devices report as often as the one that reports most often. */
function shortestIntervalMs(config: Config): number {
  const intervals = toDevices(config).map(({ reportIntervalS }) => reportIntervalS);
  return secondMs * Math.min(...intervals);
}

/** A county in real time begins now; a faster one begins a day ago and catches up. */
function beginOf(options: OptionValues, timeZone: string, speed: number): Instant {
  const now = systemClock.now();
  const from = timeOf(options, 'from', timeZone) ?? instant(speed === 1 ? now : now - dayMs);
  if (from >= now - pastMsMax && from <= now) return from;
  throw new CallFault('--from: write a time of the last 29 days, or run the county --in-process');
}

async function overMqtt(call: Call): Promise<number> {
  const { config, options } = call;
  const { timeZone } = config.county;
  const speed = speedOf(options);
  const from = beginOf(options, timeZone, speed);
  const to = timeOf(options, 'to', timeZone);
  const stepMs = stepOf(options) ?? shortestIntervalMs(config);
  const county = groundOf(call);
  const script = scriptOf(county, options, from, to ?? systemClock.now());
  const stopped = stopSignal();
  const { api, url, mqttUrl } = await connect(config, options);
  process.stderr.write(
    `${counted(county.devices.length, 'device')} report to ${mqttUrl}; see ${url}. Ctrl-C stops.\n`,
  );
  const result = await simulateOverMqtt({
    ...{ county, script, api, mqttUrl, speed, from, to, stepMs, stopped },
    onCredentials: (issued, all) => progressLine(`credentials ${issued} of ${all}`),
    onProgress: (progress: MqttProgress) =>
      progressLine(progressText(progress, { speed, timeZone })),
    log: terminalLog(),
  });
  process.stderr.write('\n');
  if (result === null) return 0;
  report(result.record, timeZone);
  const { acknowledged, dropped, held } = result.stats;
  process.stdout.write(
    `${counted(acknowledged, 'message')} acknowledged, ${counted(dropped, 'reading')} dropped, ${held} not sent\n`,
  );
  return held > 0 ? 1 : 0;
}

export const simulateCommand: Command = {
  name: 'simulate',
  operands: [],
  summary: 'Runs a simulated county: over MQTT into a running service, or in this process alone.',
  options: {
    county: { type: 'string', help: 'configuration of the county (default: the example)' },
    seed: {
      type: 'string',
      help: 'whole number; the same seed gives the same messages (default 1)',
    },
    speed: { type: 'string', help: 'times real time, 1 to 1000, until it is now (default 1)' },
    'in-process': { type: 'boolean', help: 'on a virtual clock, without a service' },
    from: { type: 'string', help: 'first time, YYYY-MM-DD[ HH:MM] in the zone of the county' },
    to: { type: 'string', help: 'last time' },
    weather: { type: 'string', help: 'CSV file of measured weather; made up where it has none' },
    step: { type: 'string', help: 'time between readings, such as 5s or 15m' },
    script: {
      type: 'string',
      help: 'file with faults and events; docs/simulators.md has its form',
    },
    faults: { type: 'string', help: 'faults by chance that a device has in a day (default 0)' },
    events: { type: 'string', help: 'events by chance that the county has in 30 days (default 0)' },
    csv: { type: 'string', help: 'file for the curve of a run in this process' },
    json: { type: 'string', help: 'file for the summary of a run in this process' },
    ...serviceOptions,
  },
  async run(_, options) {
    const seed = wholeNumberOf(options, 'seed', { least: 0, most: seedMax }) ?? 1;
    const config = configOf(textOf(options, 'county') ?? exampleFile);
    const call: Call = { config, options, seed };
    return options['in-process'] === true ? inProcess(call) : overMqtt(call);
  },
};
