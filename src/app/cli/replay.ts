import type { ReplayPlan } from '../../../simulators/replay/plan.ts';
import { type ReplayShift, replayShifts } from '../../../simulators/replay/plan.ts';
import type { ReplayProgress } from '../../../simulators/replay/run.ts';
import { replayInto } from '../replay.ts';
import { stopSignal } from '../stop-signal.ts';
import { CallFault, type Command, type OptionValues, textOf } from './command.ts';
import { exampleFile } from './demo.ts';
import { connect, counted, serviceOptions, terminalLog } from './running-service.ts';
import { configOf } from './serve.ts';

const barWidth = 30;
const faultsShownMax = 10;

function showPlan(plan: ReplayPlan, where: string): void {
  const lines = [
    `${plan.set}: ${counted(plan.series.length, 'device')}, ${counted(plan.rows, 'reading')}`,
    `They belong to ${where}`,
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
    ...serviceOptions,
    config: { type: 'string', help: 'configuration of the demonstration, if not the example' },
  },
  async run([folder = ''], options) {
    const file = textOf(options, 'config') ?? exampleFile;
    const { api, url, mqttUrl } = await connect(configOf(file), options);
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
      onPlan: (plan, nodeId) => showPlan(plan, `${nodeId}; see ${url}/?node=${nodeId}`),
      onProgress: showProgress,
      stopped: () => stopping,
      log: terminalLog(),
    });
    process.stderr.write(
      `\n${stopping ? 'Stopped early. ' : ''}${counted(result.rowsSent, 'reading')} in ` +
        `${counted(result.messages, 'message')} went out.\n`,
    );
    if (result.failed > 0) {
      process.stderr.write(`${counted(result.failed, 'message')} never got an acknowledgement.\n`);
    }
    return result.failed === 0 ? 0 : 1;
  },
};
