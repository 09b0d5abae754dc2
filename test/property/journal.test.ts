import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/service/ports.ts';
import { segmentPath } from '../../src/storage/journal/segment.ts';
import {
  appendTexts,
  openTestJournal,
  readAll,
  readTexts,
  textOf,
} from '../support/journal-ground.ts';
import { tempFolder } from '../support/temp-folder.ts';

const sizes = { segmentBytes: 4_096, maxBytes: 6 * 4_096 };

async function journalOf(folder: string, texts: readonly string[]) {
  const journal = await openTestJournal({ folder, ...sizes });
  await appendTexts(journal, texts);
  const positions = (await readAll(journal)).map(({ position }) => position);
  const { end } = journal.range();
  await journal.close();
  return { positions, end };
}

/** What a torn write leaves from the cut to the end of the record. */
const tears = [
  { leaves: 'blank bytes', tear: (segment: Buffer, cut: number) => segment.fill(0, cut) },
  {
    leaves: 'bytes of an earlier life',
    tear: (segment: Buffer, cut: number) => segment.fill('PWJ1 was here before', cut),
  },
  {
    leaves: 'the end of the file',
    tear: (segment: Buffer, cut: number) => segment.subarray(0, cut),
  },
];

test.each(tears)(
  'torn at any byte of the last record, with $leaves behind: all others stay',
  async ({ tear }) => {
    const root = tempFolder();
    const whole = join(root, 'whole');
    const texts = ['one', 'two', 'three: the last one'];
    const { positions, end } = await journalOf(whole, texts);
    const segment = readFileSync(segmentPath(whole, 0));
    for (let cut = positions.at(-1) ?? 0; cut < end; cut += 1) {
      const folder = join(root, `cut-${cut}`);
      cpSync(whole, folder, { recursive: true });
      writeFileSync(segmentPath(folder, 0), tear(Buffer.from(segment), cut));
      const journal = await openTestJournal({ folder, ...sizes });
      expect(await readTexts(journal), `cut at ${cut}`).toEqual(texts.slice(0, 2));
      await appendTexts(journal, ['next']);
      expect(await readTexts(journal), `cut at ${cut}`).toEqual([...texts.slice(0, 2), 'next']);
      await journal.close();
      rmSync(folder, { recursive: true });
    }
  },
);

const text = fc.string({ unit: 'grapheme', maxLength: 300 }).map((value) => value.trimEnd());

test('one flipped byte costs at most the record that it is in', async () => {
  const root = tempFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 2, maxLength: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.integer({ min: 1, max: 255 }),
      async (texts, where, flip) => {
        run += 1;
        const folder = join(root, `run-${run}`);
        const { positions } = await journalOf(folder, texts);
        const last = positions.findLastIndex((position) => position < sizes.segmentBytes);
        const at = Math.floor(where * (positions[last] ?? 0));
        const hit = positions.findLastIndex((position) => position <= at);
        const bytes = readFileSync(segmentPath(folder, 0));
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        writeFileSync(segmentPath(folder, 0), bytes);
        const journal = await openTestJournal({ folder, ...sizes });
        const expected = last === 0 ? [texts, texts.slice(1)] : [texts.toSpliced(hit, 1)];
        expect(expected).toContainEqual(await readTexts(journal));
        await journal.close();
        rmSync(folder, { recursive: true });
      },
    ),
    { numRuns: 60 },
  );
});

type Step =
  | { readonly do: 'append'; readonly texts: readonly string[] }
  | { readonly do: 'consume' }
  | { readonly do: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      texts: fc.array(text, { maxLength: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'consume' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

/** A journal with a consumer that releases what it has read, as the store's writer does. */
function consumedJournal(folder: string) {
  const consumed: string[] = [];
  let position = 0;
  let journal: Journal | null = null;
  const open = async () => {
    journal ??= await openTestJournal({ folder, ...sizes, notBefore: position });
    return journal;
  };
  return {
    consumed,
    async append(texts: readonly string[]) {
      await appendTexts(await open(), texts);
      if ((await open()).stats().usedBytes > 3 * sizes.segmentBytes) await this.consume();
    },
    async consume() {
      const from = await open();
      for (let found = 1; found > 0; ) {
        const { records, next } = await from.read(position, 1_500);
        position = next;
        from.release(position);
        consumed.push(...records.map(textOf));
        found = records.length;
      }
    },
    async close() {
      expect(journal?.stats().damagedBytes ?? 0).toBe(0);
      await journal?.close();
      journal = null;
    },
  };
}

test('whatever is appended is consumed once and in order, over restarts and recycling', async () => {
  const root = tempFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      run += 1;
      const folder = join(root, `run-${run}`);
      const ground = consumedJournal(folder);
      for (const each of steps) {
        if (each.do === 'append') await ground.append(each.texts);
        else if (each.do === 'consume') await ground.consume();
        else await ground.close();
      }
      await ground.consume();
      await ground.close();
      expect(ground.consumed).toEqual(
        steps.flatMap((each) => (each.do === 'append' ? each.texts : [])),
      );
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 40 },
  );
});
