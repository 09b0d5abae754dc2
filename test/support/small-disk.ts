// A real file system of a few megabytes, in memory, that a test can fill. It lives in a mount
// namespace of its own, which root may always make and others where the system lets them make user
// namespaces; it is gone with the process that holds it, whatever happens to the test.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface SmallDisk {
  /**
   * Where the disk is mounted for programs that are started `through` the namespace. For everybody
   * else it is an ordinary folder.
   */
  readonly folder: string;
  /** The program and arguments that run another program where the disk is mounted. */
  readonly through: readonly string[];
  /** Takes all room that is left. */
  fill(): void;
  /** Gives that room back. */
  empty(): void;
  /** Copies what is in the ordinary folder to the disk. */
  carryIn(): void;
  /** Copies what is on the disk to the ordinary folder. */
  carryOut(): void;
}

const namespace = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];

function mountScript(folder: string, megabytes: number): string {
  return `mount -t tmpfs -o size=${megabytes}m,mode=0700 none ${folder} && echo mounted && cat`;
}

/** Why this system gives no small disk, in a line; null where it does. */
export function noSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-test-'));
  const script = mountScript(folder, 1);
  const tried = spawnSync('unshare', [...namespace, 'sh', '-c', script], { input: '' });
  rmSync(folder, { recursive: true });
  if (tried.status === 0) return null;
  const reason = tried.error?.message ?? tried.stderr.toString().trim();
  return `a file system of its own needs the right to mount (root, or user namespaces): ${reason}`;
}

export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-test-'));
  const script = mountScript(folder, megabytes);
  const holder = spawn('unshare', [...namespace, 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    await end(holder);
    rmSync(folder, { recursive: true });
  });
  if (holder.stdout === null) throw new Error('the holder of the disk has an output');
  await once(holder.stdout, 'data');
  const mounted = `/proc/${holder.pid}/root${folder}`;
  const filler = join(mounted, 'filler');
  const user = namespace.includes('--user') ? ['--user', '--preserve-credentials'] : [];
  return {
    folder,
    through: ['nsenter', '--target', String(holder.pid), ...user, '--mount', '--'],
    fill: () => fillUp(filler),
    empty: () => rmSync(filler, { force: true }),
    carryIn: () => cpSync(folder, mounted, { recursive: true }),
    carryOut: () => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      cpSync(mounted, folder, { recursive: true });
    },
  };
}

/** Others write at the same time, so what is free cannot be taken in one piece. */
function fillUp(filler: string): void {
  const file = openSync(filler, 'a');
  for (const piece of [Buffer.alloc(1_048_576), Buffer.alloc(4_096)]) {
    try {
      for (;;) writeSync(file, piece);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  closeSync(file);
}

async function end(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const exit = once(holder, 'exit');
  holder.kill('SIGKILL');
  await exit;
}
