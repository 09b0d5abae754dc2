import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tempFolder } from './temp-folder.ts';

export const [daysOfTraining, daysOfTest] = [15, 5];
const hours = 24 * (daysOfTraining + daysOfTest);
const poison = '77777';

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
  series: ['north', 'south'].map((id) => ({
    ...{ id, file: `${id}.csv.gz`, target: 'power', capacity: 1 },
  })),
  tracks: [
    {
      ...{ name: 'DA', windows: [window], issue: '12:00 on D-1', knownThrough: '11:00' },
      ...{ steps: 24, future, score: 'PL99' },
    },
    { name: 'US', windows: [window], issue: 'everyHour', steps: 4, score: 'PL99' },
  ],
};

/** Two made-up wind farms, hour by hour: weeks of training and days of test. */
export function poisonedSet(from: PoisonFrom): string {
  const folder = join(tempFolder(), 'poisoned');
  mkdirSync(folder);
  writeFileSync(join(folder, 'protocol.json'), JSON.stringify(protocol));
  for (const [place, id] of ['north', 'south'].entries()) {
    const rows = Array.from({ length: hours }, (_, slot) => rowOf(slot, place, from));
    const text = `time,power,u100,v100,gust\n${rows.join('\n')}\n`;
    writeFileSync(join(folder, `${id}.csv.gz`), gzipSync(text));
  }
  return folder;
}

function rowOf(slot: number, farm: number, { measured, foreseen }: PoisonFrom): string {
  const swing = Math.sin(slot / 17 + farm) + 0.6 * Math.sin(slot / 5.3);
  const [u, v] = [7 + 4 * swing, 3 * Math.cos(slot / 11 - farm)];
  const power = Math.min(1, (Math.hypot(u, v) / 13) ** 3) * (0.9 + 0.1 * Math.sin(slot * slot));
  const known = slot < measured ? [power.toFixed(4), (u + 2).toFixed(2)] : [poison, poison];
  const weather = slot < foreseen ? [u.toFixed(3), v.toFixed(3)] : [poison, poison];
  return [labelOf(slot), known[0], ...weather, known[1]].join(',');
}

function labelOf(hour: number): string {
  const at = new Date(Date.UTC(2023, 4, 1, hour)).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}
