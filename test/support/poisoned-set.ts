import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tempFolder } from './temp-folder.ts';

export const [daysOfTraining, daysOfTest] = [15, 5];
const hours = 24 * (daysOfTraining + daysOfTest);
const poison = 77_777;

/** From these slots on, values are poison. */
export interface PoisonFrom {
  readonly measured: number;
  readonly foreseen: number;
}

const window = {
  name: 'test',
  trainTo: labelOf(24 * daysOfTraining),
  from: labelOf(24 * daysOfTraining),
  to: labelOf(hours),
};

const future = { columns: ['u100', 'v100'], of: 'allSeries' };
const protocol = {
  ...{ set: 'poisoned', kind: 'wind', stepMin: 60, timeZone: 'UTC', timeLabel: 'start' },
  series: (['wind', 'load'] as const).map((kind) => ({
    ...{ id: kind, kind, file: `${kind}.csv.gz`, target: 'power', capacity: 1 },
  })),
  tracks: [
    {
      ...{ name: 'DA', windows: [window], issue: '12:00 on D-1', knownThrough: '11:00' },
      ...{ steps: 24, future, score: 'PL99' },
    },
    { name: 'US', windows: [window], issue: 'everyHour', steps: 4, score: 'PL99' },
  ],
};

/** A made-up wind farm and a made-up load, hour by hour: days of training and days of test. */
export function poisonedSet(from: PoisonFrom): string {
  const folder = join(tempFolder(), 'poisoned');
  mkdirSync(folder);
  writeFileSync(join(folder, 'protocol.json'), JSON.stringify(protocol));
  for (const [id, powerAt] of Object.entries({ wind: windPower, load: loadPower })) {
    const rows = Array.from({ length: hours }, (_, slot) => rowOf(slot, powerAt, from));
    const text = `time,power,u100,v100,gust\n${rows.join('\n')}\n`;
    writeFileSync(join(folder, `${id}.csv.gz`), gzipSync(text));
  }
  return folder;
}

function windAt(hour: number): { u: number; v: number } {
  const swing = Math.sin(hour / 17) + 0.6 * Math.sin(hour / 5.3);
  return { u: 7 + 4 * swing, v: 3 * Math.cos(hour / 11) };
}

/** Something that no model can foresee, and that repeats. */
function noiseAt(hour: number): number {
  return Math.sin(hour * hour);
}

function windPower(hour: number): number {
  const { u, v } = windAt(hour);
  return Math.min(1, (Math.hypot(u, v) / 13) ** 3) * (0.9 + 0.1 * noiseAt(hour));
}

/** A day's shape whose height drifts: the newest values matter. */
function loadPower(hour: number): number {
  const shape = 1 + 0.4 * Math.sin((2 * Math.PI * (hour % 24)) / 24);
  return shape * (0.5 + 0.1 * Math.sin(hour / 29) + 0.03 * noiseAt(hour));
}

function rowOf(
  hour: number,
  powerAt: (hour: number) => number,
  { measured, foreseen }: PoisonFrom,
): string {
  const { u, v } = windAt(hour);
  const known = hour < measured ? [powerAt(hour), u + 2] : [poison, poison];
  const weather = hour < foreseen ? [u, v] : [poison, poison];
  const cells = [known[0], ...weather, known[1]].map((value) => Number(value).toFixed(4));
  return [labelOf(hour), ...cells].join(',');
}

function labelOf(hour: number): string {
  const at = new Date(Date.UTC(2023, 4, 1, hour)).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}
