/** Processor time and memory of a process, as Linux counts them. */
import { readFileSync } from 'node:fs';

/** Linux counts processor time of processes in hundredths of a second. */
const usPerTick = 10_000;
const watchMs = 200;

export function cpuUsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}

export function rssBytesOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1_024;
}

/** Watches a process until it is asked what the watched time has cost. */
export function watchCost(pid: number): () => { cpuUs: number; rssBytesMax: number } {
  const before = cpuUsOf(pid);
  let rssBytesMax = rssBytesOf(pid);
  const timer = setInterval(() => {
    rssBytesMax = Math.max(rssBytesMax, rssBytesOf(pid));
  }, watchMs);
  return () => {
    clearInterval(timer);
    return { cpuUs: cpuUsOf(pid) - before, rssBytesMax };
  };
}
