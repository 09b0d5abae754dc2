import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoadCounts, LoadOrder, LoadPlan } from './fleet-plan.ts';
import { patiently } from './health.ts';

const script = join(import.meta.dirname, 'fleet-load-process.ts');

/** Publishers that run beside the test, whatever happens to the service. */
export interface FleetLoad {
  counts(): LoadCounts;
  order(order: LoadOrder): void;
  /** Makes no new readings, and resolves when all that were made are acknowledged. */
  finish(): Promise<LoadCounts>;
  /** Instants of the acknowledged readings by device, from what the publishers wrote down. */
  acknowledged(): Map<string, Set<number>>;
}

export function startLoad(plan: LoadPlan): FleetLoad {
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let counts: LoadCounts = { due: 0, acknowledged: 0, greetings: 0 };
  child.on('message', (told: LoadCounts) => {
    counts = told;
  });
  const order = (what: LoadOrder): void => void child.send(what);
  return {
    counts: () => counts,
    order,
    finish: async () => {
      order({ rate: 0 });
      // What is told next was counted after the order.
      await once(child, 'message');
      await once(child, 'message');
      return patiently(
        () => counts,
        ({ due, acknowledged }) => due === acknowledged,
      );
    },
    acknowledged: () => acknowledgedIn(plan.acknowledgedFile),
  };
}

function acknowledgedIn(file: string): Map<string, Set<number>> {
  const byDevice = new Map<string, Set<number>>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [deviceId = '', measuredAt] = line.split(' ');
    if (measuredAt === undefined) continue;
    const instants = byDevice.get(deviceId) ?? new Set<number>();
    byDevice.set(deviceId, instants.add(Number(measuredAt)));
  }
  return byDevice;
}
