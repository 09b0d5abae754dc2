import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type NewQuarantineEntry, quarantinePayloadBytesMax } from '../../../src/service/ports.ts';
import { quarantineReplay } from '../../../src/service/quarantine-replay.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { quarantineGround } from '../../support/quarantine-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clock = fixedClock();

/** A quarantine with one entry, and a decoder that finds fault with it until it is mended. */
function ground(facts: Partial<NewQuarantineEntry> = {}) {
  const { quarantine } = quarantineGround(join(tempFolder(), 'state.sqlite'));
  const payload = Buffer.from('{"powerKw":1}');
  quarantine.add([
    {
      ...{ at: clock.now(), topic: 'gateways/gw/flat', deviceId: 'gw', code: 'unknown_device' },
      ...{ detail: 'No device roof is registered.', payload, payloadBytes: payload.length },
      ...facts,
    },
  ]);
  const state = { mended: false, durable: true };
  const appended: unknown[] = [];
  const replay = quarantineReplay({
    quarantine,
    clock,
    journal: {
      append: (message, onDurable) => {
        appended.push(message);
        if (state.durable) onDurable();
      },
    },
    decode: () => ({
      messages: [],
      faults: state.mended
        ? []
        : [{ code: 'unknown_device', detail: 'Still no device roof.', deviceId: 'gw' }],
    }),
  });
  const [entry] = quarantine.list({ before: null, limit: 1, code: null });
  const id = entry?.id ?? -1;
  return { replay: () => replay(id), replayOf: replay, state, appended, quarantine, id };
}

test('what is still wrong is said, and nothing happens', () => {
  const { replay, appended } = ground();
  expect(replay()).toEqual({
    ok: true,
    value: { accepted: false, code: 'unknown_device', detail: 'Still no device roof.' },
  });
  expect(appended).toEqual([]);
});

test('once it is mended the message goes into the journal with the time at which it first came', () => {
  const { replay, appended, state, quarantine, id } = ground();
  const cameAt = clock.now();
  state.mended = true;
  clock.advance(60_000);
  expect(replay()).toMatchObject({ ok: true, value: { accepted: true } });
  expect(appended).toMatchObject([{ topic: 'gateways/gw/flat', receivedAt: cameAt }]);
  expect(quarantine.get(id)?.replayedAt).toBe(clock.now());
});

test('it counts as replayed when it is durable, and not before', () => {
  const { replay, state, quarantine, id } = ground();
  Object.assign(state, { mended: true, durable: false });
  replay();
  expect(quarantine.get(id)?.replayedAt).toBeNull();
});

test('a message that was kept in part cannot be replayed', () => {
  const long = Buffer.alloc(quarantinePayloadBytesMax + 1, ' ');
  const { replay, state } = ground({ payload: long, payloadBytes: long.length });
  state.mended = true;
  expect(replay()).toMatchObject({ value: { accepted: false, code: 'payload_not_kept' } });
});

test('what the broker refused stays out, however well it reads', () => {
  const { replay, state, appended } = ground({ code: 'foreign_topic' });
  state.mended = true;
  expect(replay()).toMatchObject({ value: { accepted: false, code: 'foreign_topic' } });
  expect(appended).toEqual([]);
});

test('an entry that is not there is unknown', () => {
  expect(ground().replayOf(999)).toMatchObject({ ok: false, fault: { code: 'unknown_entry' } });
});
