import {
  branchLossKw,
  emptyBranchFlows,
  sourcePower,
  writeBranchFlows,
} from '../../../src/physics/grid/branch-flows.ts';
import { type BusInjections, emptyInjections } from '../../../src/physics/grid/bus-injections.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../../src/physics/grid/power-flow.ts';
import { type Finding, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import { busIndexes, caseFile, caseNetwork, preparedFeeder } from './grid-case.ts';

/** Solves each step of a case's profiles and compares source, losses and extreme voltages. */
export function timeSeriesFindings(folder: PeerFolder, file: string): Finding[] {
  const name = file.split('/')[1] ?? '';
  const table = folder.table(file);
  const feeder = preparedFeeder(caseNetwork(folder, name));
  const solver = new PowerFlowSolver(feeder);
  const flow = emptyPowerFlow(feeder);
  const flows = emptyBranchFlows(feeder);
  const bus = busIndexes(feeder.network);
  const injectionsAt = profiledInjections(folder, name);
  const voltage = new Worst();
  const power = new Worst();
  for (const row of table.where(() => true)) {
    const end = solver.solve(injectionsAt(table.number(row, 'step')), flow);
    if (end !== 'converged') voltage.addError(Number.NaN);
    writeBranchFlows(feeder, flow, flows);
    const source = sourcePower(feeder, flow);
    const losses = [...feeder.network.branches.keys()].map((index) => branchLossKw(flows, index));
    power.add(source.powerKw, 1_000 * table.number(row, 'p_slack_mw'));
    power.add(source.reactivePowerKvar, 1_000 * table.number(row, 'q_slack_mvar'));
    power.add(
      losses.reduce((sum, loss) => sum + loss, 0),
      table.number(row, 'p_loss_kw'),
    );
    const at = (column: string): number =>
      flow.voltagePu[bus.get(table.text(row, column)) ?? -1] ?? Number.NaN;
    const supplied = flow.voltagePu.filter((value) => value > 0);
    voltage.add(Math.min(...supplied), table.number(row, 'vm_min_pu'));
    voltage.add(Math.max(...supplied), table.number(row, 'vm_max_pu'));
    voltage.add(at('vm_min_bus'), table.number(row, 'vm_min_pu'));
    voltage.add(at('vm_max_bus'), table.number(row, 'vm_max_pu'));
  }
  return [
    voltage.finding(file, 'extreme voltages', folder.tolerance(file, 'vm 1e-6 pu')),
    power.finding(file, 'source and losses', folder.tolerance(file, 'loss 0.01 kW')),
  ];
}

/** Ratings of the buses times the profile of their class, at unity power factor where they feed. */
function profiledInjections(folder: PeerFolder, name: string): (step: number) => BusInjections {
  const buses = folder.table(caseFile(name, 'bus.csv'));
  const profiles = folder.table(caseFile(name, 'timeseries_profiles.csv'));
  const rowOf = new Map(
    profiles.where(() => true).map((row) => [profiles.number(row, 'step'), row]),
  );
  const injections = emptyInjections(buses.rows);
  return (step) => {
    const profileRow = rowOf.get(step);
    if (profileRow === undefined) throw new Error(`${name} has no profile of step ${step}`);
    const share = (column: string): number => profiles.number(profileRow, column);
    for (const bus of buses.where(() => true)) {
      const ratedKw = buses.number(bus, 'load_kw');
      const loadKw = ratedKw > 0 ? ratedKw * share(buses.text(bus, 'load_class')) : 0;
      injections.loadKw[bus] = loadKw;
      injections.loadKvar[bus] =
        loadKw > 0 ? loadKw * Math.tan(Math.acos(buses.number(bus, 'load_pf'))) : 0;
      injections.generationKw[bus] =
        (buses.number(bus, 'pv_kw') || 0) * share('pv') +
        (buses.number(bus, 'wind_kw') || 0) * share('wind');
    }
    return injections;
  };
}
