/** The simulated county, in a process of its own: it shares nothing with the service but MQTT. */
import { type Field, startField } from '../../simulators/field.ts';
import { minuteMs } from '../domain/instant.ts';
import type { Log } from '../service/ports.ts';
import type { FieldJob, FromField, ToField } from './field-messages.ts';
import { systemClock } from './system.ts';
import { startTicks } from './ticks.ts';

const saveIntervalMs = minuteMs;

function tell(message: FromField): void {
  if (process.connected) process.send?.(message);
}

const log: Log = {
  info: (facts, message) => tell({ type: 'log', level: 'info', facts, message }),
  warn: (facts, message) => tell({ type: 'log', level: 'warn', facts, message }),
  error: (facts, message) => tell({ type: 'log', level: 'error', facts, message }),
};

function start({ secrets, ...job }: FieldJob): Promise<Field> {
  return startField({
    ...job,
    credentials: (id) => ({ username: id, password: secrets[id] ?? '' }),
    clock: systemClock,
    ticks: startTicks(log),
    log,
  });
}

async function run(job: FieldJob, stopped: Promise<void>): Promise<void> {
  const field = await start(job);
  const saving = startTicks(log);
  const save = (): void => tell({ type: 'state', state: field.state() });
  saving.every(saveIntervalMs, 'state of the simulated county', save);
  await stopped;
  await saving.stop();
  await field.stop();
  save();
  process.disconnect?.();
}

// Ctrl-C reaches every process of the terminal; the service says when it is time to stop.
process.on('SIGINT', () => {});
const stopped = new Promise<void>((resolve) => {
  process.on('message', (message: ToField) => {
    if (message.type === 'stop') resolve();
    else void run(message.job, stopped);
  });
  process.on('disconnect', resolve);
});
