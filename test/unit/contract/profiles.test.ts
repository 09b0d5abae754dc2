import { describe, expect, test } from 'vitest';
import { parseProfile, subscriptionsOf, topicFiltersOf } from '../../../src/contract/profile.ts';
import { contextOf, decode, receivedAt, shippedProfile, valuesOf } from '../../support/decoding.ts';
import { deviceWith } from '../../support/devices.ts';

const shelly = shippedProfile('shelly-3em');
const tasmota = shippedProfile('tasmota-plug');
const gateway = shippedProfile('flat-gateway');
const meter = deviceWith({ id: 'meter-1', kind: 'pcc_meter', profile: 'shelly-3em' });
const house = deviceWith({ id: 'house-1', kind: 'load', profile: 'shelly-3em' });
const plug = deviceWith({ id: 'plug-1', kind: 'load', profile: 'tasmota-plug' });
const pump = deviceWith({ id: 'pump-1', kind: 'load', profile: 'flat-gateway' });
const roof = deviceWith({ id: 'roof-1', kind: 'pv', profile: 'flat-gateway' });
const native = deviceWith({ id: 'pv-1', kind: 'pv' });
const lost = deviceWith({ id: 'lost-1', profile: 'not-loaded' });
const context = contextOf(
  [meter, house, plug, pump, roof, native, lost],
  [shelly, tasmota, gateway],
);
const send = (topic: string, payload: unknown) => decode(topic, payload, context);

describe('a Shelly three-phase meter', () => {
  const phase = (name: string, facts: { current: number; voltage: number; power: number }) => ({
    [`${name}_current`]: facts.current,
    [`${name}_voltage`]: facts.voltage,
    [`${name}_act_power`]: facts.power,
    [`${name}_aprt_power`]: facts.current * facts.voltage,
    [`${name}_pf`]: -0.98,
    [`${name}_freq`]: 50,
  });
  const status = {
    id: 0,
    ...phase('a', { current: 4, voltage: 230, power: -900 }),
    ...phase('b', { current: 5, voltage: 231, power: -1_100 }),
    ...phase('c', { current: 0, voltage: 235, power: 12.5 }),
    n_current: null,
    total_current: 9,
    total_act_power: -1_987.5,
    total_aprt_power: 2_075,
    user_calibrated_phase: [],
  };

  test('has watts as kilowatts, export negative, and phases as their mean', () => {
    const { readings, codes } = send('meter-1/status/em:0', status);
    expect(codes).toEqual([]);
    expect(readings[0]).toMatchObject({ device: meter, measuredAt: receivedAt, seq: null });
    expect(valuesOf(readings[0])).toEqual({ powerKw: -1.9875, voltageV: 232, frequencyHz: 50 });
    expect(valuesOf(send('house-1/status/em:0', status).readings[0])).toMatchObject({
      currentA: 3,
    });
  });

  test('has its two registers in kWh, each where its kind has one', () => {
    const registers = { id: 0, total_act: 1_234_567.8, total_act_ret: 4_321 };
    const valuesFrom = (id: string) =>
      valuesOf(send(`${id}/status/emdata:0`, registers).readings[0]);
    expect(valuesFrom('meter-1')).toEqual({ importTotalKwh: 1_234.5678, exportTotalKwh: 4.321 });
    expect(valuesFrom('house-1')).toEqual({ energyTotalKwh: 1_234.5678 });
  });

  test('says whether it is there', () => {
    expect(send('meter-1/online', 'true').messages).toMatchObject([
      { device: meter, online: true },
    ]);
    expect(send('meter-1/online', 'false').messages).toMatchObject([{ online: false }]);
    expect(send('meter-1/online', 'perhaps').codes).toEqual(['wrong_type']);
  });
});

describe('a Tasmota plug', () => {
  const energy = {
    Total: 514.153,
    Power: 56,
    ApparentPower: 92,
    ReactivePower: 73,
    Voltage: 234,
    Current: 0.392,
  };

  test('has its local time without a zone, and its own units', () => {
    const payload = { Time: '2026-07-01T19:59:58', ENERGY: energy };
    const { readings, codes } = send('tele/plug-1/SENSOR', payload);
    expect(codes).toEqual([]);
    expect(readings[0]?.measuredAt).toBe(receivedAt - 2_000);
    expect(valuesOf(readings[0])).toEqual({
      powerKw: 0.056,
      reactivePowerKvar: 0.073,
      energyTotalKwh: 514.153,
      voltageV: 234,
      currentA: 0.392,
    });
  });

  test('may also send its time with a zone', () => {
    const payload = { Time: '2026-07-01T12:00:00+01:00', ENERGY: energy };
    expect(send('tele/plug-1/SENSOR', payload).readings[0]?.measuredAt).toBe(
      receivedAt - 3_600_000,
    );
  });

  test.each([
    ['no time', { ENERGY: energy }, 'missing_time'],
    ['a clock that was never set', { Time: '1970-01-01T00:00:07', ENERGY: energy }, 'bad_time'],
    ['an hour that does not exist', { Time: '2026-07-01T25:00:00', ENERGY: energy }, 'bad_time'],
    ['no energy', { Time: '2026-07-01T19:59:58', Switch1: 'ON' }, 'no_values'],
    ['two channels', { Time: '2026-07-01T19:59:58', ENERGY: { Power: [52, 5] } }, 'wrong_type'],
  ])('with %s is told', (_, payload, code) => {
    const { readings, codes } = send('tele/plug-1/SENSOR', payload);
    expect([readings, codes]).toEqual([[], [code]]);
  });

  test('says whether it is there in its last will', () => {
    expect(send('tele/plug-1/LWT', 'Offline').messages).toMatchObject([{ online: false }]);
  });
});

describe('a gateway', () => {
  const time = receivedAt - 1_000;

  test('carries many devices, each with its own kind', () => {
    const { readings, codes } = send('gateways/pump-1/devices', {
      time,
      devices: [
        { id: 'pump-1', powerKw: 3.2, rssi: -60 },
        { id: 'roof-1', powerKw: 8, inverterTempC: 41 },
      ],
    });
    expect(codes).toEqual([]);
    expect(readings.map(({ device, measuredAt }) => [device.id, measuredAt])).toEqual([
      ['pump-1', time],
      ['roof-1', time],
    ]);
    expect(readings.map(valuesOf)).toEqual([{ powerKw: 3.2 }, { powerKw: 8, inverterTempC: 41 }]);
  });

  test('may put them all into one flat object', () => {
    const { readings, codes } = send('gateways/pump-1/flat', {
      time,
      'pump-1/powerKw': 3.2,
      'pump-1/voltageV': 231,
      'roof-1/powerKw': 8,
    });
    expect(codes).toEqual([]);
    expect(readings.map(valuesOf)).toEqual([{ powerKw: 3.2, voltageV: 231 }, { powerKw: 8 }]);
  });

  test('keeps the good devices beside unknown, foreign and nameless ones, and is told of those', () => {
    const { readings, faults } = send('gateways/pump-1/devices', {
      time,
      devices: [
        { id: 'ghost', powerKw: 1 },
        { id: 'pv-1', powerKw: 1 },
        { powerKw: 1 },
        { id: 'roof-1', powerKw: '8' },
        17,
        { id: 'pump-1', powerKw: 3.2 },
      ],
    });
    expect(readings.map(({ device }) => device.id)).toEqual(['pump-1']);
    expect(faults.map(({ code, deviceId }) => [code, deviceId])).toEqual([
      ['unknown_device', 'pump-1'],
      ['wrong_profile', 'pump-1'],
      ['unknown_device', 'pump-1'],
      ['wrong_type', 'roof-1'],
    ]);
    expect(faults[2]?.detail).toContain('2 times');
  });

  test.each([
    ['no devices', { time }, 'wrong_type'],
    ['an empty list', { time, devices: [] }, 'no_values'],
    ['something else', '12.5', 'wrong_type'],
  ])('with %s is told', (_, payload, code) => {
    expect(send('gateways/pump-1/devices', payload).codes).toEqual([code]);
  });
});

describe('a device', () => {
  test.each([
    ['without a profile', 'gateways/pv-1/flat', 'wrong_profile'],
    ['with another profile', 'tele/meter-1/SENSOR', 'wrong_profile'],
    ['whose profile is not loaded', 'tele/lost-1/SENSOR', 'unknown_profile'],
    ['that nobody knows', 'tele/ghost/SENSOR', 'unknown_device'],
  ])('%s does not speak on the topics of a profile', (_, topic, code) => {
    expect(send(topic, {}).codes).toEqual([code]);
  });

  test('may share its topics with other profiles: its own is taken', () => {
    const inverted = parseProfile(
      `{id: turned, title: turned, kinds: [pv], messages: [{topic: '{device}/status/em:0', points: {powerKw: {path: total_act_power, unit: W, sign: -1}}}]}`,
      'turned.yaml',
    );
    if (!inverted.ok) throw new Error('the profile is read');
    const inverter = deviceWith({ id: 'inv-1', profile: 'turned' });
    const both = contextOf([meter, inverter], [shelly, inverted.value]);
    const { readings } = decode('inv-1/status/em:0', { total_act_power: -2_500 }, both);
    expect(valuesOf(readings[0])).toEqual({ powerKw: 2.5 });
  });
});

test('topics of a device, and subscriptions of all, follow from the profile', () => {
  expect(topicFiltersOf(shelly, 'meter-1')).toEqual([
    'meter-1/status/em:0',
    'meter-1/status/emdata:0',
    'meter-1/online',
  ]);
  expect(subscriptionsOf([tasmota, gateway, tasmota])).toEqual([
    'tele/+/SENSOR',
    'tele/+/LWT',
    'gateways/+/devices',
    'gateways/+/flat',
  ]);
});
