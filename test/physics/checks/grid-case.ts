import { type BusInjections, emptyInjections } from '../../../src/physics/grid/bus-injections.ts';
import type { GridNetwork } from '../../../src/physics/grid/network.ts';
import {
  emptyPowerFlow,
  type PowerFlow,
  PowerFlowSolver,
} from '../../../src/physics/grid/power-flow.ts';
import { prepareFeeder, type RadialFeeder } from '../../../src/physics/grid/radial-feeder.ts';
import type { CsvTable } from '../csv-table.ts';
import type { PeerFolder } from '../peer-folder.ts';

/** What `summary.json` says of a scenario, as far as it is compared. */
export interface ScenarioSummary {
  readonly p_slack_mw: number;
  readonly q_slack_mvar: number;
  readonly total_load_nominal_mw: number;
  readonly total_gen_mw: number;
  readonly p_loss_kw: number;
  readonly q_loss_kvar: number;
  readonly vm_min_pu: number;
  readonly vm_min_bus: number;
  readonly vm_max_pu: number;
  readonly vm_max_bus: number;
  readonly max_abs_lindistflow_error_pu: number;
}

export interface CaseSummary {
  readonly base_mva: number;
  readonly slack_vm_pu: number;
  readonly slack_va_deg: number;
  readonly scenarios: Readonly<Record<string, ScenarioSummary>>;
}

/** A network of the folder in one of its scenarios. */
export interface SolvedScenario {
  readonly name: string;
  readonly feeder: RadialFeeder;
  readonly injections: BusInjections;
  readonly flow: PowerFlow;
}

/** Names of the networks: each has a folder of its own. */
export function caseNames(folder: PeerFolder): string[] {
  return folder.files('grid/*/bus.csv').map((file) => file.split('/')[1] ?? '');
}

export function caseFile(name: string, file: string): string {
  return `grid/${name}/${file}`;
}

export function caseSummary(folder: PeerFolder, name: string): CaseSummary {
  return folder.json<CaseSummary>(caseFile(name, 'summary.json'));
}

/** The network as it is listed; `inService` says which branches a scenario has switched on. */
export function caseNetwork(
  folder: PeerFolder,
  name: string,
  inService?: (branchId: string) => boolean,
): GridNetwork {
  const summary = caseSummary(folder, name);
  const buses = folder.table(caseFile(name, 'bus.csv'));
  const branches = folder.table(caseFile(name, 'branch.csv'));
  const slackRow = buses.where((row) => buses.text(row, 'type') === 'slack')[0] ?? 0;
  return {
    baseKva: 1_000 * summary.base_mva,
    slackBusId: buses.text(slackRow, 'bus'),
    slackVoltagePu: summary.slack_vm_pu,
    buses: rowsOf(buses).map((row) => ({
      id: buses.text(row, 'bus'),
      nominalKv: buses.number(row, 'vn_kv'),
      shuntKw: 1_000 * buses.number(row, 'shunt_p_mw'),
      shuntKvar: 1_000 * buses.number(row, 'shunt_q_mvar'),
    })),
    branches: rowsOf(branches).map((row) => {
      const id = branches.text(row, 'branch');
      return {
        id,
        fromBusId: branches.text(row, 'from_bus'),
        toBusId: branches.text(row, 'to_bus'),
        rPu: branches.number(row, 'r_pu'),
        xPu: branches.number(row, 'x_pu'),
        gPu: branches.number(row, 'g_pu'),
        bPu: branches.number(row, 'b_pu'),
        tapRatio: branches.number(row, 'tap'),
        inService: inService?.(id) ?? branches.number(row, 'status') === 1,
      };
    }),
  };
}

/** Index of a bus in the network's list. */
export function busIndexes(network: GridNetwork): ReadonlyMap<string, number> {
  return new Map(network.buses.map(({ id }, index) => [id, index]));
}

export function solvedScenarios(folder: PeerFolder, name: string): SolvedScenario[] {
  return Object.keys(caseSummary(folder, name).scenarios).map((scenario) => {
    const feeder = preparedFeeder(scenarioNetwork(folder, name, scenario));
    const injections = scenarioInjections(folder, name, { scenario, network: feeder.network });
    const flow = emptyPowerFlow(feeder);
    // What has not converged has no voltages, and each of them counts as wrong.
    new PowerFlowSolver(feeder).solve(injections, flow);
    return { name: scenario, feeder, injections, flow };
  });
}

export function preparedFeeder(network: GridNetwork): RadialFeeder {
  const prepared = prepareFeeder(network);
  if (!prepared.ok) throw new Error(`the network is refused: ${JSON.stringify(prepared.fault)}`);
  return prepared.value;
}

/** Branches that a scenario has switched on are those for which the folder states a flow. */
function scenarioNetwork(folder: PeerFolder, name: string, scenario: string): GridNetwork {
  const flows = folder.table(caseFile(name, 'results_branch.csv'));
  const carrying = flows
    .where((row) => flows.text(row, 'scenario') === scenario)
    .filter((row) => flows.text(row, 'i_from_a') !== '')
    .map((row) => flows.text(row, 'branch'));
  const inService = new Set(carrying);
  return caseNetwork(folder, name, (branchId) => inService.has(branchId));
}

function scenarioInjections(
  folder: PeerFolder,
  name: string,
  of: { readonly scenario: string; readonly network: GridNetwork },
): BusInjections {
  const table = folder.table(caseFile(name, 'injections.csv'));
  const indexes = busIndexes(of.network);
  const injections = emptyInjections(of.network.buses.length);
  for (const row of table.where((row) => table.text(row, 'scenario') === of.scenario)) {
    const bus = indexes.get(table.text(row, 'bus')) ?? -1;
    injections.loadKw[bus] = 1_000 * table.number(row, 'p_load_mw');
    injections.loadKvar[bus] = 1_000 * table.number(row, 'q_load_mvar');
    injections.generationKw[bus] = 1_000 * table.number(row, 'p_gen_mw');
    injections.generationKvar[bus] = 1_000 * table.number(row, 'q_gen_mvar');
    injections.impedanceRatio[bus] = table.number(row, 'const_z_percent') / 100;
    injections.currentRatio[bus] = table.number(row, 'const_i_percent') / 100;
  }
  return injections;
}

function rowsOf(table: CsvTable): number[] {
  return table.where(() => true);
}
