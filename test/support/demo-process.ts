import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '../../src/app/main.ts');
const startMsMax = 20_000;

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
  const child = spawn(process.execPath, [program, 'demo', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  const started = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Ctrl-C')) resolve();
      });
    }
  });
  const tooLate = AbortSignal.timeout(startMsMax);
  await Promise.race([started, ended, once(tooLate, 'abort')]);
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
