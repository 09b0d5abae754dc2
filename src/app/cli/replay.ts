import type { ReplayPlan } from '../../../simulators/replay/plan.ts';
import { type ReplayShift, replayShifts } from '../../../simulators/replay/plan.ts';
import type { ReplayProgress } from '../../../simulators/replay/run.ts';
import { ApiClient } from '../api-client.ts';
import { keptFile, readKept } from '../demonstration.ts';
import { replayInto } from '../replay.ts';
import { stopSignal } from '../stop-signal.ts';
import { systemLog } from '../system.ts';
import { CallFault, type Command, type OptionValues, textOf } from './command.ts';
import { exampleFile } from './demo.ts';
import { configOf } from './serve.ts';

const barWidth = 30;
const faultsShownMax = 10;

function showPlan(plan: ReplayPlan): void {
  const lines = [
    `${plan.set}: ${plan.series.length} devices, ${plan.rows} readings`,
    ...plan.notices,
    ...plan.faults
      .slice(0, faultsShownMax)
      .map(({ file, line, what }) => `${file}${line === null ? '' : `:${line}`}  ${what}`),
    ...(plan.faultCount > faultsShownMax ? [`… ${plan.faultCount} faults in all`] : []),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

function showProgress({ rowsSent, rows, playedTo }: ReplayProgress): void {
  if (!process.stderr.isTTY) return;
  const share = rows === 0 ? 1 : rowsSent / rows;
  const filled = Math.round(share * barWidth);
  const bar = '#'.repeat(filled) + '-'.repeat(barWidth - filled);
  const until = new Date(Math.min(playedTo, Date.now())).toISOString().slice(0, 16);
  process.stderr.write(
    `\r[${bar}] ${Math.floor(share * 100)} %  ${rowsSent} of ${rows}  ${until}Z `,
  );
}

function speedOf(options: OptionValues): number {
  const text = textOf(options, 'speed') ?? 'max';
  const speed = text === 'max' ? Number.POSITIVE_INFINITY : Number(text);
  if (!(speed > 0)) throw new CallFault(`--speed ${text}: write max or a number above 0`);
  return speed;
}

function shiftOf(options: OptionValues): ReplayShift {
  const text = textOf(options, 'shift') ?? 'past';
  const shift = replayShifts.find((candidate) => candidate === text);
  if (shift === undefined) throw new CallFault(`--shift ${text}: write ${replayShifts.join(', ')}`);
  return shift;
}

/** A token of the environment, or the sign-in of a demonstration on this machine. */
async function connect(options: OptionValues): Promise<{ api: ApiClient; mqttUrl: string }> {
  const kept = readKept(keptFile(configOf(textOf(options, 'config') ?? exampleFile)));
  const url = textOf(options, 'url') ?? kept?.consoleUrl ?? 'http://127.0.0.1:8080';
  const mqttUrl = textOf(options, 'mqtt') ?? kept?.mqttUrl ?? 'mqtt://127.0.0.1:1883';
  const token = process.env.PAULOWNIA_TOKEN;
  if (token !== undefined) return { api: ApiClient.withToken(url, token), mqttUrl };
  if (kept?.admin == null) {
    throw new Error(
      'No sign-in: start the demonstration first, or set PAULOWNIA_TOKEN to a token of an operator.',
    );
  }
  return { api: await ApiClient.signIn(url, kept.admin), mqttUrl };
}

export const replayCommand: Command = {
  name: 'replay',
  operands: ['FOLDER'],
  summary: 'Publishes measured series as devices over MQTT into a running service.',
  options: {
    speed: { type: 'string', help: 'times real time, or max (default max)' },
    shift: {
      type: 'string',
      help: 'past: the last interval has just ended (default); present: goes on from now; none',
    },
    from: { type: 'string', help: 'first time to replay, YYYY-MM-DD[ HH:MM] as in the file' },
    to: { type: 'string', help: 'end of what is replayed' },
    node: { type: 'string', help: 'node that the devices hang on (default: the county)' },
    url: { type: 'string', help: 'address of the service (default: the demonstration here)' },
    mqtt: { type: 'string', help: 'address of the broker (default: that of the demonstration)' },
    config: { type: 'string', help: 'configuration of the demonstration, if not the example' },
  },
  async run([folder = ''], options) {
    const { api, mqttUrl } = await connect(options);
    const from = textOf(options, 'from');
    const to = textOf(options, 'to');
    let stopping = false;
    void stopSignal().then(() => {
      stopping = true;
    });
    const result = await replayInto({
      ...{ folder, api, mqttUrl },
      nodeId: textOf(options, 'node'),
      speed: speedOf(options),
      range: {
        shift: shiftOf(options),
        ...(from === null ? {} : { from }),
        ...(to === null ? {} : { to }),
      },
      onPlan: showPlan,
      onProgress: showProgress,
      stopped: () => stopping,
      log: systemLog('warn'),
    });
    process.stderr.write(
      `\n${result.rowsSent} readings in ${result.messages} messages were sent.\n`,
    );
    if (result.failed > 0) process.stderr.write(`${result.failed} were never acknowledged.\n`);
    return result.failed === 0 ? 0 : 1;
  },
};
