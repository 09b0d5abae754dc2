/** Mosquitto with throw-away data, or null where there is none. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, listens } from '../support/local-ports.ts';
import { cpuUsOf } from './process-cost.ts';

export interface MosquittoServer {
  readonly port: number;
  cpuUs(): number;
  stop(): Promise<void>;
}

const startMsMax = 10_000;
const startCheckMs = 20;

export async function startMosquitto(
  folder: string,
  settings: readonly string[] = [],
): Promise<MosquittoServer | null> {
  const port = await freePort();
  const file = join(folder, `mosquitto-${port}.conf`);
  const lines = [
    `user ${userInfo().username}`,
    'persistence false',
    'log_type none',
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    ...settings,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  for (let waitedMs = 0; !(await listens(port)); waitedMs += startCheckMs) {
    if (ended || waitedMs > startMsMax) return null;
    await sleep(startCheckMs);
  }
  return {
    port,
    cpuUs: () => cpuUsOf(child.pid ?? 0),
    async stop() {
      if (ended) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
