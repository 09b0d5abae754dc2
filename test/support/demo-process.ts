import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '../../src/app/main.ts');
const startMsMax = 60_000;
const lookMs = 20;

export interface DemoProcess {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** What the block says behind a label, such as `Console`. */
  said(label: string): string;
  /** All that was written so far. */
  output(): string;
  /** Sends the signal and answers the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts `paulownia demo` as a person would and waits for its block, or for its end. */
export async function startDemo(configFile: string): Promise<DemoProcess> {
  const demo = spawnDemo(configFile);
  const deadline = Date.now() + startMsMax;
  const isWaiting = (): boolean =>
    !demo.output().includes('Ctrl-C') && demo.process.exitCode === null && Date.now() < deadline;
  while (isWaiting()) await setTimeout(lookMs);
  return demo;
}

/** The demonstration from its very beginning, before it has said anything. */
export function spawnDemo(configFile: string): DemoProcess {
  const child = spawn(process.execPath, [program, 'demo', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return {
    process: child,
    said: (label) => new RegExp(`${label} +(.+)`).exec(output)?.[1] ?? '',
    output: () => output,
    async stop(signal) {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
