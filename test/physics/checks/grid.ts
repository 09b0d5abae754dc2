import {
  type BranchFlows,
  branchLossKvar,
  branchLossKw,
  emptyBranchFlows,
  sourcePower,
  writeBranchFlows,
} from '../../../src/physics/grid/branch-flows.ts';
import type { BusInjections } from '../../../src/physics/grid/bus-injections.ts';
import { linDistFlow } from '../../../src/physics/grid/lin-dist-flow.ts';
import { voltageAngleDeg } from '../../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../../src/physics/grid/radial-feeder.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import {
  busIndexes,
  caseFile,
  caseNames,
  caseSummary,
  type SolvedScenario,
  solvedScenarios,
} from './grid-case.ts';
import { loadingFindings } from './grid-loading.ts';
import { timeSeriesFindings } from './grid-series.ts';

export const gridChecks: readonly PeerCheck[] = [
  {
    answers: ['grid/*/results_bus.csv', 'grid/*/results_branch.csv', 'grid/*/summary.json'],
    inputs: ['grid/*/bus.csv', 'grid/*/branch.csv', 'grid/*/injections.csv'],
    run: (folder) => caseNames(folder).flatMap((name) => caseFindings(folder, name)),
  },
  {
    answers: ['grid/*/timeseries_results.csv'],
    inputs: ['grid/*/timeseries_profiles.csv'],
    run: (folder) =>
      folder
        .files('grid/*/timeseries_results.csv')
        .flatMap((file) => timeSeriesFindings(folder, file)),
  },
];

function caseFindings(folder: PeerFolder, name: string): Finding[] {
  const scenarios = solvedScenarios(folder, name);
  return [
    ...busFindings(folder, name, scenarios),
    ...branchFindings(folder, name, scenarios),
    ...summaryFindings(folder, name, scenarios),
  ];
}

function busFindings(
  folder: PeerFolder,
  name: string,
  scenarios: readonly SolvedScenario[],
): Finding[] {
  const file = caseFile(name, 'results_bus.csv');
  const table = folder.table(file);
  const slackAngleDeg = caseSummary(folder, name).slack_va_deg;
  const solved = new Map(
    scenarios.map((scenario) => [
      scenario.name,
      { ...scenario, indexes: busIndexes(scenario.feeder.network), linear: linearPu(scenario) },
    ]),
  );
  type Solved = SolvedScenario & { readonly linear: Float64Array };
  const ours = (value: (scenario: Solved, bus: number) => number) => (row: number) => {
    const scenario = solved.get(table.text(row, 'scenario'));
    const bus = scenario?.indexes.get(table.text(row, 'bus'));
    if (scenario === undefined || bus === undefined) return Number.NaN;
    // Here a bus without supply is 0, there it has no value.
    return scenario.flow.voltagePu[bus] === 0 ? Number.NaN : value(scenario, bus);
  };
  return [
    columnFinding(folder, file, {
      column: 'vm_pu',
      tolerance: 'vm 1e-6 pu',
      ours: ours(({ flow }, bus) => flow.voltagePu[bus] ?? Number.NaN),
    }),
    columnFinding(folder, file, {
      column: 'va_deg',
      tolerance: 'angle 1e-4 deg',
      ours: ours(({ flow }, bus) => voltageAngleDeg(flow, bus) + slackAngleDeg),
    }),
    columnFinding(folder, file, {
      column: 'vm_lindistflow_own',
      tolerance: 'vm_lindistflow_own 1e-8',
      ours: ours(({ linear }, bus) => linear[bus] ?? Number.NaN),
    }),
  ];
}

function linearPu({ feeder, injections }: SolvedScenario): Float64Array {
  const voltagePu = new Float64Array(feeder.network.buses.length);
  linDistFlow(feeder, netDraw(injections), voltagePu);
  return voltagePu;
}

function netDraw(injections: BusInjections): { kw: Float64Array; kvar: Float64Array } {
  const { loadKw, loadKvar, generationKw, generationKvar } = injections;
  return {
    kw: loadKw.map((load, bus) => load - (generationKw[bus] ?? 0)),
    kvar: loadKvar.map((load, bus) => load - (generationKvar[bus] ?? 0)),
  };
}

/** Columns of the branches: powers in MW or Mvar, currents in A. */
const branchColumns: Readonly<Record<string, (flows: BranchFlows, branch: number) => number>> = {
  p_from_mw: (flows, branch) => (flows.fromKw[branch] ?? Number.NaN) / 1_000,
  q_from_mvar: (flows, branch) => (flows.fromKvar[branch] ?? Number.NaN) / 1_000,
  p_to_mw: (flows, branch) => (flows.toKw[branch] ?? Number.NaN) / 1_000,
  q_to_mvar: (flows, branch) => (flows.toKvar[branch] ?? Number.NaN) / 1_000,
  i_from_a: (flows, branch) => flows.fromA[branch] ?? Number.NaN,
  i_to_a: (flows, branch) => flows.toA[branch] ?? Number.NaN,
  loss_mw: (flows, branch) => branchLossKw(flows, branch) / 1_000,
  loss_mvar: (flows, branch) => branchLossKvar(flows, branch) / 1_000,
};

function flowsOf({ feeder, flow }: SolvedScenario): BranchFlows {
  const flows = emptyBranchFlows(feeder);
  writeBranchFlows(feeder, flow, flows);
  return flows;
}

function branchIndexes({ network }: RadialFeeder): ReadonlyMap<string, number> {
  return new Map(network.branches.map(({ id }, index) => [id, index]));
}

function branchFindings(
  folder: PeerFolder,
  name: string,
  scenarios: readonly SolvedScenario[],
): Finding[] {
  const file = caseFile(name, 'results_branch.csv');
  const table = folder.table(file);
  const solved = new Map(
    scenarios.map((scenario) => [
      scenario.name,
      { flows: flowsOf(scenario), indexes: branchIndexes(scenario.feeder) },
    ]),
  );
  const kwTolerance = folder.tolerance(file, '0.01 kW / kvar');
  const ampereTolerance = folder.tolerance(file, '0.01 A');
  const findings = Object.entries(branchColumns).map(([column, ours]) => {
    const worst = new Worst();
    const scale = column.endsWith('_a') ? 1 : 1_000;
    for (const row of table.where(() => true)) {
      const scenario = solved.get(table.text(row, 'scenario'));
      const branch = scenario?.indexes.get(table.text(row, 'branch')) ?? -1;
      const value = scenario === undefined ? Number.NaN : ours(scenario.flows, branch);
      worst.add(scale * value, scale * table.number(row, column));
    }
    return worst.finding(file, column, column.endsWith('_a') ? ampereTolerance : kwTolerance);
  });
  return [...findings, ...loadingFindings(folder, name, (scenario) => solved.get(scenario))];
}

/** Columns of the summary that are compared in kW or kvar. */
function summaryPowers(
  { feeder, injections, flow }: SolvedScenario,
  flows: BranchFlows,
): Readonly<Record<string, number>> {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const branches = [...feeder.network.branches.keys()];
  const source = sourcePower(feeder, flow);
  return {
    p_slack_mw: source.powerKw / 1_000,
    q_slack_mvar: source.reactivePowerKvar / 1_000,
    total_load_nominal_mw: sum(injections.loadKw) / 1_000,
    total_gen_mw: sum(injections.generationKw) / 1_000,
    p_loss_kw: branches.reduce((total, branch) => total + branchLossKw(flows, branch), 0),
    q_loss_kvar: branches.reduce((total, branch) => total + branchLossKvar(flows, branch), 0),
  };
}

function summaryFindings(
  folder: PeerFolder,
  name: string,
  scenarios: readonly SolvedScenario[],
): Finding[] {
  const file = caseFile(name, 'summary.json');
  const summaries = caseSummary(folder, name).scenarios;
  const power = new Worst();
  const voltage = new Worst();
  for (const scenario of scenarios) {
    const theirs = summaries[scenario.name];
    if (theirs === undefined) continue;
    const stated = theirs as unknown as Readonly<Record<string, number>>;
    for (const [column, ours] of Object.entries(summaryPowers(scenario, flowsOf(scenario)))) {
      const scale = column.endsWith('_kw') || column.endsWith('_kvar') ? 1 : 1_000;
      power.add(scale * ours, scale * (stated[column] ?? Number.NaN));
    }
    const { voltagePu } = scenario.flow;
    const supplied = voltagePu.filter((value) => value > 0);
    const bus = busIndexes(scenario.feeder.network);
    const at = (id: number): number => voltagePu[bus.get(String(id)) ?? -1] ?? Number.NaN;
    voltage.add(Math.min(...supplied), theirs.vm_min_pu);
    voltage.add(Math.max(...supplied), theirs.vm_max_pu);
    voltage.add(at(theirs.vm_min_bus), theirs.vm_min_pu);
    voltage.add(at(theirs.vm_max_bus), theirs.vm_max_pu);
    const errors = linearPu(scenario).map((linear, place) =>
      Math.abs(linear - (voltagePu[place] ?? 0)),
    );
    voltage.add(Math.max(...errors), theirs.max_abs_lindistflow_error_pu);
  }
  const voltageTolerance = folder.tolerance(caseFile(name, 'results_bus.csv'), 'vm 1e-6 pu');
  return [
    power.finding(file, 'powers and losses', folder.tolerance(file, 'losses 0.01 kW')),
    voltage.finding(file, 'extreme voltages, error of LinDistFlow', voltageTolerance),
  ];
}
