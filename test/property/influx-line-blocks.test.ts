import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBlocks } from '../../src/storage/influx/line-blocks.ts';
import { InfluxFault, writeFaultOf } from '../../src/storage/influx/transport.ts';

interface Server {
  readonly write: (lines: Uint8Array) => Promise<void>;
  readonly stored: Set<string>;
  readonly requests: () => number;
}

/** Takes good lines and says how many it left out, or takes nothing while one is bad. */
function serverWithout(bad: ReadonlySet<string>, takesSome: boolean): Server {
  const stored = new Set<string>();
  let requests = 0;
  return {
    stored,
    requests: () => requests,
    write: async (bytes) => {
      requests += 1;
      const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1);
      const good = lines.filter((line) => !bad.has(line));
      const dropped = lines.length - good.length;
      for (const line of takesSome || dropped === 0 ? good : []) stored.add(line);
      if (dropped === 0) return;
      const reason = takesSome ? `partial write: a conflict dropped=${dropped}` : 'a conflict';
      throw writeFaultOf(400, reason);
    },
  };
}

async function writeAll(server: Server, lines: readonly string[]) {
  const blocks = new LineBlocks<string>(server);
  for (const line of lines) if (blocks.add(`${line}\n`, line)) await blocks.flush();
  return blocks.finish();
}

test('exactly the bad lines are refused, and all others are stored', async () => {
  const cases = fc.record({
    marks: fc.array(fc.boolean(), { minLength: 1, maxLength: 300 }),
    takesSome: fc.boolean(),
  });
  const property = fc.asyncProperty(cases, async ({ marks, takesSome }) => {
    const lines = marks.map((_, index) => `load,device=d${index} powerKw=1 ${index}`);
    const bad = new Set(lines.filter((_, index) => marks[index]));
    const server = serverWithout(bad, takesSome);
    const refused = await writeAll(server, lines);
    expect(refused.map(({ mark }) => mark)).toEqual([...bad]);
    expect(refused.every(({ reason }) => reason.includes('a conflict'))).toBe(true);
    expect(server.stored).toEqual(new Set(lines.filter((line) => !bad.has(line))));
  });
  await fc.assert(property, { numRuns: 200 });
});

test('one bad line of five thousand is found with few requests', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `load powerKw=1 ${index}`);
  const server = serverWithout(new Set(lines.slice(1_234, 1_235)), true);
  expect(await writeAll(server, lines)).toHaveLength(1);
  expect(server.requests()).toBeLessThanOrEqual(27);
});

test('a run of bad lines is found without a request for each', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `load powerKw=1 ${index}`);
  const server = serverWithout(new Set(lines.slice(1_000, 3_000)), true);
  expect(await writeAll(server, lines)).toHaveLength(2_000);
  expect(server.requests()).toBeLessThanOrEqual(50);
});

test('a fault that is not of the lines ends the write', async () => {
  const away = new InfluxFault('no server', { retryable: true });
  const server = { write: () => Promise.reject(away) };
  const blocks = new LineBlocks<null>(server);
  blocks.add('load powerKw=1 1\n', null);
  await expect(blocks.finish()).rejects.toBe(away);
});
