import { describe, expect, test } from 'vitest';
import { freshControl, restoredControl } from '../../../../simulators/control/control-state.ts';
import { type Cycle, expectCycles } from './controlled-device.ts';

/** Powers in kW of devices of 100 kW: an inverter ramps 5 kW/s, a battery 25, an engine 1. */
test('an inverter goes down to its limit on a ramp, and back up when it expires', () => {
  expectCycles('pv', [
    { because: 'nobody asks', afterS: 0, powerKw: 80, order: 'none' },
    {
      because: 'a ramp begins at what flows, one step long',
      afterS: 2,
      command: { id: 'c-1', mode: 'limit', powerKw: 60, expiresS: 14 },
      powerKw: 80,
      answer: 'acked 60',
      order: 'limit 70',
    },
    { because: 'it goes on', afterS: 2, powerKw: 70, order: 'limit 60' },
    { because: 'and stays', afterS: 9, powerKw: 60, order: 'limit 60' },
    { because: 'it ends, the limit is lifted slowly', afterS: 2, powerKw: 60, order: 'limit 70' },
    { because: 'also when clouds take the power', afterS: 4, powerKw: 20, order: 'limit 90' },
    { because: 'to the rating', afterS: 4, powerKw: 20, order: 'limit 100' },
    { because: 'then it is free', afterS: 1, powerKw: 20, order: 'none' },
  ]);
});

test('a limit above what flows moves nothing, a slower ramp of the command holds', () => {
  expectCycles('pv', [
    { because: 'begin', afterS: 0, powerKw: 30, order: 'none' },
    {
      because: 'there is room',
      afterS: 1,
      command: { id: 'c-1', mode: 'limit', powerKw: 50 },
      powerKw: 30,
      answer: 'acked 50',
      order: 'limit 50',
    },
    {
      because: 'half a kilowatt a second was asked for',
      afterS: 2,
      command: { id: 'c-2', mode: 'limit', powerKw: 20, rampKwPerS: 0.5 },
      powerKw: 30,
      answer: 'acked 20',
      order: 'limit 49',
    },
    {
      because: 'a faster ramp than its own is not made',
      afterS: 2,
      command: { id: 'c-3', mode: 'limit', powerKw: 20, rampKwPerS: 500 },
      powerKw: 30,
      answer: 'acked 20',
      order: 'limit 39',
    },
    {
      because: 'a release lifts it',
      afterS: 2,
      command: { id: 'c-4', mode: 'release' },
      powerKw: 30,
      answer: 'acked release',
      order: 'limit 49',
    },
  ]);
});

test('a battery follows a target within its rating, and is free at once when it expires', () => {
  expectCycles('battery', [
    { because: 'it charges by its own plan', afterS: 0, powerKw: -20, order: 'none' },
    {
      because: 'more than the rating is clipped',
      afterS: 1,
      command: { id: 'c-1', mode: 'target', powerKw: 130, expiresS: 9 },
      powerKw: -20,
      answer: 'acked 100',
      order: 'target 5',
    },
    { because: 'on the way', afterS: 2, powerKw: 5, order: 'target 55' },
    {
      because: 'half a per cent of the rating is not worth a move',
      afterS: 2,
      command: { id: 'c-2', mode: 'target', powerKw: 99.7, expiresS: 30 },
      powerKw: 55,
      answer: 'acked 100',
      order: 'target 100',
    },
    {
      because: 'charging is a target as well',
      afterS: 4,
      command: { id: 'c-3', mode: 'target', powerKw: -60, expiresS: 30 },
      powerKw: 100,
      answer: 'acked -60',
      order: 'target 0',
    },
    { because: 'half way', afterS: 4, powerKw: 0, order: 'target -60' },
    { because: 'expired', afterS: 17, powerKw: -60, order: 'none' },
  ]);
});

test('an engine is spared short runs and short stands', () => {
  const valid = { expiresS: 10_000 };
  expectCycles('biogas', [
    { because: 'it runs by itself', afterS: 0, powerKw: 70, order: 'none' },
    {
      because: 'off is far: it may not yet stop, and ramps to its least power',
      afterS: 10,
      command: { id: 'c-1', mode: 'target', powerKw: 5, ...valid },
      powerKw: 70,
      answer: 'acked 0',
      order: 'target 60',
    },
    { because: 'it waits at its least power', afterS: 600, powerKw: 60, order: 'target 40' },
    { because: 'half an hour is over', afterS: 1_190, powerKw: 40, order: 'target 0' },
    {
      because: 'it has only just stopped',
      afterS: 60,
      command: { id: 'c-2', mode: 'target', powerKw: 30, ...valid },
      powerKw: 0,
      answer: 'acked 40',
      order: 'target 0',
    },
    { because: 'ten minutes are not over', afterS: 539, powerKw: 0, order: 'target 0' },
    { because: 'now they are', afterS: 61, powerKw: 0, order: 'target 40' },
    {
      because: 'between least and rated it does what is asked',
      afterS: 10,
      command: { id: 'c-3', mode: 'target', powerKw: 80, ...valid },
      powerKw: 40,
      answer: 'acked 80',
      order: 'target 50',
    },
  ]);
});

test('a charger below its least current does not charge at all', () => {
  expectCycles('ev_charger', [
    { because: 'a vehicle charges', afterS: 0, powerKw: 90, order: 'none' },
    {
      because: 'no current that small can be told',
      afterS: 60,
      command: { id: 'c-1', mode: 'limit', powerKw: 15 },
      powerKw: 90,
      answer: 'acked 0',
      order: 'limit 0',
    },
  ]);
});

describe('a setpoint is refused', () => {
  const first: Cycle = {
    because: 'the first is taken',
    afterS: 10,
    command: { id: 'c-1', mode: 'limit', powerKw: 50 },
    powerKw: 40,
    answer: 'acked 50',
    order: 'limit 50',
  };
  const then = (cycle: Partial<Cycle>): Cycle => ({
    because: 'the first one stands',
    afterS: 1,
    powerKw: 40,
    order: 'limit 50',
    ...cycle,
  });

  test.each<[string, Partial<Cycle>]>([
    [
      'that is expired',
      {
        command: { id: 'c-2', mode: 'limit', powerKw: 10, issuedS: 10, expiresS: 11 },
        answer: 'rejected: expired',
      },
    ],
    [
      'that is older than the newest',
      {
        command: { id: 'c-2', mode: 'limit', powerKw: 10, issuedS: 9 },
        answer: 'rejected: older than the newest setpoint that was taken',
      },
    ],
    [
      'that comes from a clock far ahead',
      {
        command: { id: 'c-2', mode: 'limit', powerKw: 10, issuedS: 1_000, expiresS: 1_060 },
        answer: 'rejected: issued in the future: check the clocks',
      },
    ],
    [
      'whose mode the kind does not have',
      {
        command: { id: 'c-2', mode: 'target', powerKw: 10 },
        answer: 'rejected: wrong mode: this device takes limit',
      },
    ],
    [
      'in the wrong direction',
      {
        command: { id: 'c-2', mode: 'limit', powerKw: -10 },
        answer: 'rejected: out of range: this device takes 0 to 100 kW',
      },
    ],
    [
      'that looks like watts',
      {
        command: { id: 'c-2', mode: 'limit', powerKw: 50_000 },
        answer: 'rejected: out of range: this device takes 0 to 100 kW',
      },
    ],
    [
      'in local mode',
      {
        command: { id: 'c-2', mode: 'release' },
        localMode: true,
        answer: 'rejected: local mode',
      },
    ],
  ])('%s', (_, cycle) => {
    expectCycles('pv', [first, then(cycle), then({ because: 'and nothing has changed' })]);
  });

  test.each<[Parameters<typeof expectCycles>[0], 'household' | 'irrigation']>([
    ['pcc_meter', 'irrigation'],
    ['weather_station', 'irrigation'],
    ['heat_store', 'irrigation'],
    ['load', 'household'],
  ])('by a %s (%s), which takes none', (kind, use) => {
    const answer = 'rejected: this device takes no setpoints';
    expectCycles(kind, [{ ...first, answer, order: 'none' }], use);
  });
});

test('a command that comes again is answered again and not applied twice', () => {
  const command = { id: 'c-1', mode: 'limit', powerKw: 50, issuedS: 10, expiresS: 600 } as const;
  expectCycles('pv', [
    {
      because: 'first',
      afterS: 10,
      command,
      powerKw: 40,
      answer: 'acked 50',
      order: 'limit 50',
    },
    {
      because: 'released',
      afterS: 10,
      command: { id: 'c-2', mode: 'release' },
      powerKw: 40,
      answer: 'acked release',
      order: 'limit 100',
    },
    {
      because: 'the old one is lost on the way and sent again: it stays released',
      afterS: 10,
      command,
      powerKw: 40,
      answer: 'acked 50',
      order: 'none',
    },
  ]);
});

test('only so many commands are remembered', () => {
  const many: Cycle[] = Array.from({ length: 40 }, (_, index) => ({
    because: `command ${index}`,
    afterS: 1,
    command: { id: `c-${index}`, mode: 'limit', powerKw: 50 },
    powerKw: 40,
    answer: 'acked 50',
    order: 'limit 50',
  }));
  expectCycles('pv', [
    ...many,
    {
      because: 'one that is forgotten is known by its age',
      afterS: 1,
      command: { id: 'c-0', mode: 'limit', powerKw: 10, issuedS: 1 },
      powerKw: 40,
      answer: 'rejected: older than the newest setpoint that was taken',
      order: 'limit 50',
    },
  ]);
});

test.each([[null], ['text'], [{ held: 7 }], [{ ...freshControl, answers: [{}] }]])(
  'a saved state that is none, %j, is a fresh one',
  (saved) => {
    expect(restoredControl(saved)).toEqual(freshControl);
  },
);
