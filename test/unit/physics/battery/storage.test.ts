import { expect, test } from 'vitest';
import { allowedPower, lfpDerating } from '../../../../src/physics/battery/power-derating.ts';
import { stepBattery } from '../../../../src/physics/battery/storage.ts';

const limits = {
  capacityKwh: 100,
  energyKwhMin: 10,
  energyKwhMax: 95,
  powerKwMax: 50,
  chargeRatio: 0.95,
  dischargeRatio: 0.95,
};

test.each([
  { what: 'a wish above the converter is narrowed', energy: 50, wish: 80, hours: 0.1, power: 50 },
  { what: 'charging too', energy: 50, wish: -80, hours: 0.1, power: -50 },
  { what: 'an empty battery gives nothing', energy: 10, wish: 20, hours: 1, power: 0 },
  { what: 'a full one takes nothing', energy: 95, wish: -20, hours: 1, power: 0 },
  { what: 'the last energy is spread over the step', energy: 20, wish: 50, hours: 1, power: 9.5 },
  { what: 'below its minimum it may charge', energy: 5, wish: -10, hours: 1, power: -10 },
  { what: 'below its minimum it may not discharge', energy: 5, wish: 10, hours: 1, power: 0 },
  { what: 'above its maximum it may discharge', energy: 98, wish: 10, hours: 1, power: 10 },
  { what: 'above its maximum it may not charge', energy: 98, wish: -10, hours: 1, power: 0 },
])('battery: $what', ({ energy, wish, hours, power }) => {
  expect(stepBattery(limits, energy, wish, hours).powerKw).toBeCloseTo(power, 9);
});

test('a battery loses energy on the way in and on the way out', () => {
  expect(stepBattery(limits, 50, -20, 1).energyKwh).toBeCloseTo(69, 9);
  expect(stepBattery(limits, 50, 19, 1).energyKwh).toBeCloseTo(30, 9);
});

test('a battery outside its limits is not forced back', () => {
  expect(stepBattery(limits, 5, 0, 1)).toEqual({ powerKw: 0, energyKwh: 5 });
  expect(stepBattery(limits, 98, 0, 1)).toEqual({ powerKw: 0, energyKwh: 98 });
});

test('standby takes from the cells, also below the minimum, but never below empty', () => {
  const awake = { ...limits, standbyKw: 2 };
  expect(stepBattery(awake, 50, 0, 3)).toEqual({ powerKw: 0, energyKwh: 44 });
  expect(stepBattery(awake, 9, 0, 3).energyKwh).toBe(3);
  expect(stepBattery(awake, 3, 0, 3).energyKwh).toBe(0);
  // What standby needs is kept back from the last discharge, and a full battery may take it.
  expect(stepBattery(awake, 20, 50, 1).energyKwh).toBeCloseTo(10, 9);
  expect(stepBattery(awake, 95, -50, 1).powerKw).toBeCloseTo(-2 / 0.95, 9);
});

test.each([
  { what: 'in the middle all of the power', soc: 0.5, tempC: 25, charge: 1, discharge: 1 },
  { what: 'less into a nearly full one', soc: 0.95, tempC: 25, charge: 0.55, discharge: 1 },
  { what: 'a trickle into a full one', soc: 1, tempC: 25, charge: 0.1, discharge: 1 },
  { what: 'less out of a nearly empty one', soc: 0.05, tempC: 25, charge: 1, discharge: 0.55 },
  { what: 'no charging in frost', soc: 0.5, tempC: 0, charge: 0, discharge: 1 },
  { what: 'half the discharge at −10 °C', soc: 0.5, tempC: -10, charge: 0, discharge: 0.5 },
  { what: 'half the charge at 50 °C', soc: 0.5, tempC: 50, charge: 0.5, discharge: 10 / 12 },
  { what: 'nothing above 60 °C', soc: 0.5, tempC: 61, charge: 0, discharge: 0 },
])('battery cells: $what', ({ soc, tempC, charge, discharge }) => {
  const allowed = allowedPower(lfpDerating, { socRatio: soc, tempC });
  expect(allowed.chargeRatio).toBeCloseTo(charge, 9);
  expect(allowed.dischargeRatio).toBeCloseTo(discharge, 9);
});
