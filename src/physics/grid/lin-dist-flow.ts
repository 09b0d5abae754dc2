import { indexAt, valueAt } from './array-access.ts';
import type { RadialFeeder } from './radial-feeder.ts';

/** Net draw of the buses, by index in the network's list; loads at nominal voltage. */
export interface NetDraw {
  readonly kw: Float64Array;
  readonly kvar: Float64Array;
}

/**
 * Voltages by LinDistFlow, written by index of the bus: losses and line charging are left out, and
 * with squared voltages v(child) = v(parent) / tap² − 2 (r P + x Q), P and Q being all that is drawn
 * at and below the child. Baran and Wu, IEEE Trans. Power Delivery 4 (1989) 725–734. Linear in the
 * power, so an optimisation can hold it; too high by some 0.3 % at 5 % and 1.5 % at 15 % of drop.
 * Buses without supply get 0.
 *
 * @example
 * linDistFlow(feeder, { kw, kvar }, voltagePu);
 */
export function linDistFlow(feeder: RadialFeeder, net: NetDraw, voltagePu: Float64Array): void {
  const { network, busAt, parentAt, ratio, rPu, xPu } = feeder;
  const pPu = sumBelow(feeder, (bus) => valueAt(net.kw, bus) + (network.buses[bus]?.shuntKw ?? 0));
  const qPu = sumBelow(
    feeder,
    (bus) => valueAt(net.kvar, bus) + (network.buses[bus]?.shuntKvar ?? 0),
  );
  const square = new Float64Array(busAt.length);
  square[0] = network.slackVoltagePu ** 2;
  for (let place = 1; place < busAt.length; place += 1) {
    const fall =
      valueAt(rPu, place) * valueAt(pPu, place) + valueAt(xPu, place) * valueAt(qPu, place);
    const above = valueAt(square, indexAt(parentAt, place));
    square[place] = valueAt(ratio, place) ** 2 * above - 2 * fall;
  }
  voltagePu.fill(0);
  square.forEach((v, place) => {
    voltagePu[indexAt(busAt, place)] = Math.sqrt(Math.max(0, v));
  });
}

/** By place, in per unit: what is drawn at a bus and below it. */
function sumBelow(feeder: RadialFeeder, drawn: (bus: number) => number): Float64Array {
  const { network, busAt, parentAt } = feeder;
  const sum = Float64Array.from(busAt, (bus) => drawn(bus) / network.baseKva);
  for (let place = sum.length - 1; place > 0; place -= 1) {
    const parent = indexAt(parentAt, place);
    sum[parent] = valueAt(sum, parent) + valueAt(sum, place);
  }
  return sum;
}
