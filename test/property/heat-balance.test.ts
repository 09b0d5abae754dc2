import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepZone } from '../../src/physics/heat/building.ts';
import { stepHeatStore } from '../../src/physics/heat/heat-store.ts';
import { filledPipe, pipeMassKg, stepPipe } from '../../src/physics/heat/network-pipe.ts';
import {
  stepStratifiedStore,
  storedHeatKwh,
  waterKwhPerM3K,
} from '../../src/physics/heat/stratified-store.ts';
import { type Plug, plugsHeatKwh } from '../../src/physics/heat/water-plugs.ts';
import { house } from '../support/example-house.ts';

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const temp = within(5, 80);
const hours = within(0.001, 8);

test('one-node store: what goes in is stored, given out or lost', () => {
  fc.assert(
    fc.property(within(0, 100), within(-80, 80), hours, within(0, 0.1), (held, wish, h, loss) => {
      const store = { capacityKwh: 100, lossRatioPerH: loss };
      const { heatKw, energyKwh, lossKwh } = stepHeatStore(store, held, wish, h);
      expect(energyKwh + lossKwh + heatKw * h).toBeCloseTo(held, 9);
      expect(energyKwh).toBeGreaterThan(-1e-9);
      expect(energyKwh).toBeLessThan(100 + 1e-9);
    }),
  );
});

test('stratified store: energy closes, nothing gets warmer than what there was', () => {
  const tank = { volumeM3: 20, lossKwPerK: 0.05, mixingKwPerK: 0.02 };
  const temps = fc.array(temp, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(temps, within(-200, 200), temp, temp, hours, (before, flow, inlet, room, h) => {
      const around = { flowM3PerH: flow, inletTempC: inlet, roomTempC: room };
      const step = stepStratifiedStore(tank, before, around, h);
      const brought = Math.abs(flow) * h * waterKwhPerM3K * (inlet - step.outletTempC);
      const change = storedHeatKwh(tank, step.tempsC, 0) - storedHeatKwh(tank, before, 0);
      expect(change).toBeCloseTo(brought - step.lossKwh, 6);
      const all = [...before, inlet, room];
      for (const tempC of step.tempsC) {
        expect(tempC).toBeGreaterThan(Math.min(...all) - 1e-9);
        expect(tempC).toBeLessThan(Math.max(...all) + 1e-9);
      }
    }),
  );
});

test('pipe: mass and energy close over any steps', () => {
  const pipe = { lengthM: 800, innerDiameterM: 0.12, lossWPerMK: 0.4 };
  const steps = fc.array(fc.tuple(within(0, 12), temp, hours), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      let plugs: readonly Plug[] = filledPipe(pipe, 40);
      for (const [flowKgPerS, inletTempC, h] of all) {
        const flow = { flowKgPerS, inletTempC, groundTempC: 12 };
        const step = stepPipe(pipe, plugs, flow, h);
        const massKg = flowKgPerS * h * 3_600;
        const brought =
          plugsHeatKwh([{ massKg, tempC: inletTempC }], 0) -
          plugsHeatKwh([{ massKg, tempC: step.outletTempC }], 0);
        const change = plugsHeatKwh(step.plugs, 0) - plugsHeatKwh(plugs, 0);
        expect(Math.abs(change - brought + step.lossKwh)).toBeLessThan(1e-9 * (1 + massKg));
        const heldKg = step.plugs.reduce((sum, plug) => sum + plug.massKg, 0);
        expect(heldKg / pipeMassKg(pipe)).toBeCloseTo(1, 9);
        plugs = step.plugs;
      }
    }),
  );
});

test('building: the mass keeps what gains and heating bring and losses leave', () => {
  const emitter = fc.constantFrom('air' as const, 'floor' as const);
  fc.assert(
    fc.property(
      temp,
      within(-30, 40),
      within(0, 900),
      within(0, 5_000),
      emitter,
      (mass, out, gains, powerW, to) => {
        const around = { outdoorTempC: out, internalGainsW: gains, solarGainsW: 2 * gains };
        const step = stepZone(house, mass, { ...around, powerW, emitter: to }, 1);
        // Of radiant gains a share goes straight out through the panes.
        const lostGains = (40 / (9.1 * 400)) * (0.5 * gains + 2 * gains);
        const storedW = (house.capacityJPerK * (step.massTempC - mass)) / 3_600;
        expect(storedW).toBeCloseTo(3 * gains - lostGains + powerW - step.lossW, 5);
      },
    ),
  );
});
