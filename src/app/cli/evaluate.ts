import { writeFileSync } from 'node:fs';
import { type Instant, minuteMs, secondMs } from '../../domain/instant.ts';
import { localTimeOf } from '../../service/forecasting/horizons.ts';
import { evaluateMonth } from '../evaluation/evaluate-month.ts';
import { forecastWorker } from '../forecast-worker.ts';
import { stopSignal } from '../stop-signal.ts';
import { systemClock } from '../system.ts';
import { type Command, textOf, wholeNumberOf } from './command.ts';
import { exampleFile } from './demo.ts';
import { evaluationReport } from './evaluate-report.ts';
import { terminalLog } from './running-service.ts';
import { configOf } from './serve.ts';
import { localTime } from './simulate-report.ts';
import { timeOf } from './time-option.ts';

const seedMax = 2 ** 31 - 1;
const daysMax = 366;
/** Powers of a quarter hour are means of three steps. */
const stepMs = 5 * minuteMs;
/** Without a terminal a line is written each time that so much more is done. */
const shareOfLine = 0.1;

export const evaluateCommand: Command = {
  name: 'evaluate',
  operands: [],
  summary: 'Forecasts a simulated county day by day, and scores what was forecast.',
  options: {
    county: { type: 'string', help: 'configuration of the county (default: the example)' },
    seed: { type: 'string', help: 'whole number; the same seed gives the same month (default 1)' },
    start: { type: 'string', help: 'first day that is scored, YYYY-MM-DD (default: --days ago)' },
    days: { type: 'string', help: 'days that are scored (default 30)' },
    learn: { type: 'boolean', help: 'learn models every night, as the service does; takes longer' },
    out: { type: 'string', help: 'file that all scores are written to, as JSON' },
  },
  async run(_, options) {
    const seed = wholeNumberOf(options, 'seed', { least: 0, most: seedMax }) ?? 1;
    const days = wholeNumberOf(options, 'days', { least: 1, most: daysMax }) ?? 30;
    const config = configOf(textOf(options, 'county') ?? exampleFile);
    const { timeZone } = config.county;
    const start =
      timeOf(options, 'start', timeZone) ??
      localTimeOf(systemClock.now(), { days: -days, hour: 0 }, timeZone);
    const out = textOf(options, 'out');
    if (out !== null) writeFileSync(out, '');
    let stopping = false;
    void stopSignal().then(() => {
      stopping = true;
    });
    const engine = forecastWorker();
    // The thread of forecasts does not keep a process alive by itself.
    const alive = setInterval(() => undefined, secondMs);
    try {
      const scores = await evaluateMonth({
        ...{ config, seed, start, days, stepMs, engine, log: terminalLog() },
        trainer: options.learn === true ? engine : null,
        onProgress: progressOf(timeZone),
        stopped: () => stopping,
      });
      if (process.stderr.isTTY) process.stderr.write('\n');
      if (scores === null) {
        process.stderr.write('Stopped: nothing is scored.\n');
        return 1;
      }
      process.stdout.write(`Seed ${seed}, ${days} days from ${localTime(start, timeZone)}\n`);
      process.stdout.write(evaluationReport(scores));
      if (out !== null) writeFileSync(out, `${JSON.stringify({ seed, scores }, null, 2)}\n`);
      return 0;
    } finally {
      clearInterval(alive);
      await engine.close();
    }
  },
};

function progressOf(timeZone: string): (share: number, at: Instant) => void {
  let told = 0;
  return (share, at) => {
    const text = `${(100 * share).toFixed(0)} %, ${localTime(at, timeZone)}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${text}  `);
    else if (share >= told + shareOfLine) {
      told += shareOfLine;
      process.stderr.write(`${text}\n`);
    }
  };
}
