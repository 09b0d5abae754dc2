import { expect, onTestFinished, test, vi } from 'vitest';
import { parseFaultScript } from '../../simulators/faults/script.ts';
import { type Field, type FieldOptions, startField } from '../../simulators/field.ts';
import { simulateCounty } from '../../simulators/models/county.ts';
import { startTicks } from '../../src/app/ticks.ts';
import type { Setpoint } from '../../src/contract/setpoint.ts';
import { dayMs, type Instant, instant, secondMs } from '../../src/domain/instant.ts';
import { invariant } from '../../src/domain/outcome.ts';
import { capturedLog } from '../support/captured-log.ts';
import { shippedProfile } from '../support/decoding.ts';
import { demoCounty, demoSite, demoTimeZone } from '../support/demo-county.ts';
import { deviceWith } from '../support/devices.ts';
import { type FieldEar, fieldEar } from '../support/field-ear.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { sendSetpoint } from '../support/send-setpoint.ts';

const county = demoCounty(1);
const registered = county.devices.map((device, index) =>
  deviceWith({ ...device, key: index + 1, reportIntervalS: 60 }),
);
const pv = 'area-1-pv-6';
const battery = 'area-1-battery';
/** The first noon of May at which roofs have something to be limited. */
function sunnyNoon(): Instant {
  const simulated = simulateCounty({ ...county, site: demoSite, timeZone: demoTimeZone, seed: 5 });
  const first = Date.parse('2026-05-01T12:30:00+08:00');
  const noons = Array.from({ length: 31 }, (_, day) => instant(first + day * dayMs));
  const sunny = noons.find((at) => {
    const { exact } = simulated.step(simulated.begin(at), at);
    return (exact.get(pv)?.values.powerKw ?? 0) > 35;
  });
  invariant(sunny !== undefined, 'there is a fine day in May');
  return sunny;
}

const noon = sunnyNoon();
const wait = { timeout: 60_000, interval: 20 };

async function field(url: string, more: Partial<FieldOptions> = {}): Promise<Field> {
  const log = capturedLog();
  const running = await startField({
    ...{ url, ...county, log, site: demoSite, timeZone: demoTimeZone, seed: 5 },
    credentials: (id) => ({ username: id, password: `secret of ${id}` }),
    intervalMs: 200,
    clock: { now: () => instant(Date.now()) },
    ticks: startTicks(log),
    pace: { from: noon, speed: 1 },
    ...more,
  });
  onTestFinished(() => running.stop());
  return running;
}

/** A setpoint for some seconds of the county's own time. */
function setpoint(
  running: Field,
  command: { id: string; mode: 'limit' | 'target'; powerKw: number; lifeS: number },
): Setpoint {
  const issuedAt = running.state().at as Instant;
  const { id: commandId, mode, powerKw, lifeS } = command;
  const expiresAt = instant(issuedAt + lifeS * secondMs);
  return { commandId, mode, powerKw, rampKwPerS: null, issuedAt, expiresAt };
}

async function answered(ear: FieldEar, commandId: string): Promise<object | undefined> {
  const of = (): object | undefined => ear.acks.find((ack) => ack.commandId === commandId);
  await vi.waitFor(() => expect(of()).toBeDefined(), wait);
  return of();
}

test('a battery and a roof take setpoints, follow them and return when they expire', async () => {
  const broker = await startMosquitto();
  const ear = await fieldEar(broker.url, registered);
  const running = await field(broker.url);
  await vi.waitFor(() => expect(ear.last(pv)).toBeGreaterThan(15), wait);
  await vi.waitFor(() => expect(ear.last(battery)).toBeLessThan(0), wait);

  const target = { id: 'c-1', mode: 'target', powerKw: 20, lifeS: 6 } as const;
  await sendSetpoint(ear.client, battery, setpoint(running, target));
  expect(await answered(ear, 'c-1')).toMatchObject({ state: 'acked', powerKw: 20 });
  const powerKw = Math.round(ear.last(pv)) - 8;
  const limit = { id: 'c-2', mode: 'limit', powerKw, lifeS: 8 } as const;
  await sendSetpoint(ear.client, pv, setpoint(running, limit));
  expect(await answered(ear, 'c-2')).toMatchObject({ state: 'acked', powerKw });

  // Looked up in what was reported, so that a machine that is busy misses nothing.
  const reached = (id: string, kw: number): number =>
    ear.all(id).findIndex((value) => Math.abs(value - kw) < 0.5);
  const left = (id: string, kw: number, isLeft: (value: number) => boolean): boolean =>
    reached(id, kw) >= 0 && ear.all(id).slice(reached(id, kw)).some(isLeft);
  await vi.waitFor(() => expect(left(battery, 20, (kw) => kw < 18)).toBe(true), wait);
  await vi.waitFor(() => expect(left(pv, powerKw, (kw) => kw > powerKw + 4)).toBe(true), wait);
  expect(ear.codes).toEqual([]);
});

test('a setpoint outlives a restart of the field, and is not applied twice', async () => {
  const broker = await startMosquitto();
  const ear = await fieldEar(broker.url, registered);
  const first = await field(broker.url);
  await vi.waitFor(() => expect(ear.last(battery)).toBeLessThan(0), wait);
  const command = { id: 'c-1', mode: 'target', powerKw: 15, lifeS: 600 } as const;
  const sent = setpoint(first, command);
  await sendSetpoint(ear.client, battery, sent);
  await vi.waitFor(() => expect(ear.last(battery)).toBeCloseTo(15, 0), wait);
  const state = JSON.parse(JSON.stringify(first.state()));
  await first.stop();

  ear.readings.length = 0;
  ear.acks.length = 0;
  const second = await field(broker.url, { state, pace: { from: state.at, speed: 1 } });
  const seen = (): number =>
    ear.readings.filter(({ device, historical }) => device.id === battery && !historical).length;
  await vi.waitFor(() => expect(seen()).toBeGreaterThan(3), wait);
  expect(ear.last(battery)).toBeCloseTo(15, 0);
  await sendSetpoint(ear.client, battery, sent);
  expect(await answered(ear, 'c-1')).toMatchObject({ state: 'acked', powerKw: 15 });
  const release: Setpoint = {
    commandId: 'c-2',
    mode: 'release',
    issuedAt: second.state().at as Instant,
  };
  await sendSetpoint(ear.client, battery, release);
  expect(await answered(ear, 'c-2')).toMatchObject({ state: 'acked', powerKw: null });
  await vi.waitFor(() => expect(ear.last(battery)).toBeLessThan(13), wait);
});

test('what cannot be done is refused in words, and a script of faults is obeyed', async () => {
  const text = `entries:
  - { fault: ignored_setpoint, devices: area-1-pv-1, from: +0 s }
  - { fault: refused_setpoint, devices: area-1-pv-2, from: +0 s }
  - { fault: garbage, devices: area-1-pv-3, from: +1 s }
  - { fault: wrong_sign, devices: area-1-pv-4, from: +0 s }`;
  const faults = parseFaultScript(text, 'faults.yaml');
  invariant(faults.ok, 'the script is read');
  const broker = await startMosquitto();
  const ear = await fieldEar(broker.url, registered);
  const running = await field(broker.url, { faults: faults.value });
  await vi.waitFor(() => expect(ear.last(pv)).toBeGreaterThan(15), wait);
  const limit = { mode: 'limit', powerKw: 5, lifeS: 60 } as const;
  const send = (deviceId: string, id: string): Promise<void> =>
    sendSetpoint(ear.client, deviceId, setpoint(running, { ...limit, id }));
  await send('area-1-pv-1', 'ignored');
  await send('area-1-pv-2', 'local');
  await send(battery, 'mode');
  await send('area-1-meter', 'meter');
  await ear.client.publishAsync(`paulownia/v1/${pv}/setpoint`, '{"commandId":"broken"}', {
    qos: 1,
  });
  expect(await answered(ear, 'local')).toMatchObject({ reason: 'local mode' });
  expect(await answered(ear, 'mode')).toMatchObject({
    reason: 'wrong mode: this device takes target',
  });
  expect(await answered(ear, 'meter')).toMatchObject({ reason: 'this device takes no setpoints' });
  expect(await answered(ear, 'broken')).toMatchObject({ state: 'rejected' });
  await vi.waitFor(() => expect(ear.codes.length).toBeGreaterThan(3), wait);
  expect(ear.acks.some(({ commandId }) => commandId === 'ignored')).toBe(false);
  expect(ear.last('area-1-pv-4')).toBeLessThan(0);
  expect(running.stats().setpoints).toBe(5);
});

test('devices of shipped profiles report through them, each at its own interval', async () => {
  const profileOf: Readonly<Record<string, string>> = {
    'area-1-homes-1': 'shelly-3em',
    'area-1-homes-2': 'tasmota-plug',
    'area-1-homes-3': 'flat-gateway',
    'area-1-pv-3': 'flat-gateway',
  };
  const withProfile = registered.map((device) => ({
    ...device,
    profile: profileOf[device.id] ?? null,
  }));
  const broker = await startMosquitto();
  const profiles = Object.values(profileOf).map(shippedProfile);
  const ear = await fieldEar(broker.url, withProfile, profiles);
  const running = await field(broker.url, {
    devices: withProfile,
    ownIntervals: true,
    intervalMs: 1_000,
    pace: { from: instant(noon - (noon % 60_000)), speed: 120 },
  });
  const times = (id: string): number[] => [
    ...new Set(
      ear.readings.filter(({ device }) => device.id === id).map(({ measuredAt }) => measuredAt),
    ),
  ];
  await vi.waitFor(() => {
    for (const id of [...Object.keys(profileOf), pv]) expect(times(id).length).toBeGreaterThan(4);
  }, wait);
  expect(ear.codes).toEqual([]);
  // One connection stands for the two devices of the gateway.
  expect(running.stats().devices).toBe(registered.length - 1);
  const gaps = times(pv).map((at, index, all) => at - (all[index - 1] ?? Number.NaN));
  // After the first reading, which is told at once, and the first of its own time.
  expect(new Set(gaps.slice(2)).size).toBe(1);
  expect(gaps[2]).toBeGreaterThanOrEqual(5_000);
  expect(ear.last('area-1-homes-1')).toBeGreaterThan(0);
  expect(ear.last('area-1-pv-3')).toBeGreaterThan(1);
});
