import { simulatedDevice } from '../../simulators/models/fleet.ts';
import { CountyNetwork } from '../../simulators/network/county-network.ts';
import { type DrawnPower, drawnPower } from '../../simulators/network/device-power.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../src/physics/grid/power-flow.ts';
import { demoCounty, demoSite } from '../support/demo-county.ts';
import { baranWu33, feederOf, injectionsOf } from '../support/grid-networks.ts';
import { atMost, type Figure, median, told } from './table.ts';

const flowCount = 10_000;
const msMax = 1_000;
const rounds = 5;
const networkSteps = 200;

/** Power flows of the 33-bus feeder with ever other loads, and of the demonstration county's network. */
export function powerFlowFigures(): readonly Figure[] {
  const feederMs = Array.from({ length: rounds }, feederRoundMs);
  const countyMs = Array.from({ length: rounds }, countyRoundMs());
  return [
    atMost('10,000 AC power flows of the 33-bus feeder', median(feederMs), msMax, 'ms'),
    told(
      'power flow of the network of 400 devices, a step',
      `${(median(countyMs) / networkSteps).toFixed(2)} ms`,
    ),
  ];
}

function feederRoundMs(): number {
  const { network, powers } = baranWu33();
  const feeder = feederOf(network);
  const { loadKw, ...injections } = injectionsOf(network, powers);
  const solver = new PowerFlowSolver(feeder);
  const flow = emptyPowerFlow(feeder);
  const scaledKw = new Float64Array(loadKw.length);
  const begun = performance.now();
  for (let step = 0; step < flowCount; step += 1) {
    const share = 0.2 + (step % 100) / 100;
    for (let bus = 0; bus < loadKw.length; bus += 1) scaledKw[bus] = share * (loadKw[bus] ?? 0);
    const end = solver.solve({ ...injections, loadKw: scaledKw }, flow);
    if (end !== 'converged') throw new Error(`step ${step} has not converged`);
  }
  return performance.now() - begun;
}

function countyRoundMs(): () => number {
  const { nodes, devices: listed } = demoCounty();
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const devices = listed.flatMap((device) => {
    const node = nodeById.get(device.nodeId);
    return node === undefined ? [] : [simulatedDevice(device, node, { seed: 1, site: demoSite })];
  });
  const network = new CountyNetwork({ nodes, devices, site: demoSite });
  const drawn = new Map<string, DrawnPower>(
    devices.map(({ id, kind, ratingKw }) => [id, drawnPower(kind, { powerKw: 0.4 * ratingKw })]),
  );
  return () => {
    const begun = performance.now();
    for (let step = 0; step < networkSteps; step += 1) {
      network.solve(drawn, 1 + 0.0001 * (step % 50));
    }
    return performance.now() - begun;
  };
}
