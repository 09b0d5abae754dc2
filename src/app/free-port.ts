import { createServer } from 'node:net';

/** Whether a server could listen there now. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** The wanted port, or the next free one within a hundred; 0 leaves the choice to the system. */
export async function freePortFrom(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; port < wanted + 100; port += 1) {
    if (await isFree(host, port)) return port;
  }
  return 0;
}
