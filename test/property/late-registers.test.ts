import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs, hourMs, instant, minuteMs } from '../../src/domain/instant.ts';
import { deviceWith, readingOf } from '../support/devices.ts';
import { RollUpWorld } from '../support/roll-up-world.ts';

const meter = deviceWith({ reportIntervalS: 300 });
const t0 = 100 * dayMs;
const end = instant(t0 + 4 * dayMs);

interface Count {
  readonly minute: number;
  readonly totalKwh: number;
}

/** Counts of a register in the order of time, often with hours between them. */
const counts = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 * 1_440 }), { minLength: 2, maxLength: 12 })
  .map((minutes): Count[] => {
    const inOrder = minutes.toSorted((a, b) => a - b);
    return inOrder.map((minute, nth) => ({ minute, totalKwh: 1_000 + nth ** 1.5 }));
  });

/** The counts as they arrive: in any order, with or without a roll-up and a restart after each. */
const arrivals = counts.chain((inOrder) =>
  fc.record({
    inOrder: fc.constant(inOrder),
    arriving: fc.shuffledSubarray(inOrder, {
      minLength: inOrder.length,
      maxLength: inOrder.length,
    }),
    after: fc.array(fc.constantFrom('nothing', 'roll-up', 'restart'), {
      minLength: inOrder.length,
      maxLength: inOrder.length,
    }),
  }),
);

function readingFor({ minute, totalKwh }: Count) {
  return readingOf(meter, t0 + minute * minuteMs, { energyTotalKwh: totalKwh });
}

async function settled(world: RollUpWorld): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await world.run(end);
    await world.store();
    if ((await world.dirtyInStore()).length === 0) return;
  }
  throw new Error('The roll-up does not come to rest');
}

test('late counts of a register leave the energy that counts in order would have left', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ inOrder, arriving, after }) => {
      const expected = new RollUpWorld([meter]);
      await expected.store(...inOrder.map(readingFor));
      await settled(expected);
      let world = new RollUpWorld([meter]);
      for (const [place, count] of arriving.entries()) {
        await world.store(readingFor(count));
        if (after[place] === 'roll-up') await world.run(end);
        if (after[place] === 'restart') world = await world.restarted();
      }
      await settled(world);
      const energies = await world.curve(meter, 'energyTotalKwh', t0);
      const wanted = await expected.curve(meter, 'energyTotalKwh', t0);
      for (const [slot, kwh] of Object.entries(wanted)) {
        expect(energies[Number(slot)] || 0, `slot ${slot}`).toBeCloseTo(kwh || 0, 9);
      }
    }),
    { numRuns: 150 },
  );
});

test('a late count between two that lie far apart changes the energy on both sides', async () => {
  const world = new RollUpWorld([meter]);
  const count = (hour: number, totalKwh: number) =>
    world.store(readingFor({ minute: (hour * hourMs) / minuteMs, totalKwh }));
  await count(0, 100);
  await count(20, 120);
  await settled(world);
  await count(10, 102);
  await settled(world);
  const energies = await world.curve(meter, 'energyTotalKwh', t0);
  expect(energies[4]).toBeCloseTo(2 / 40, 9);
  expect(energies[79]).toBeCloseTo(18 / 40, 9);
});
