import { type DeSotoModule, deSotoCircuit } from '../../../src/physics/pv/de-soto.ts';
import {
  type DiodeCircuit,
  type DiodePoints,
  diodePoints,
} from '../../../src/physics/pv/single-diode.ts';
import type { CsvTable } from '../csv-table.ts';
import { type Finding, type PeerCheck, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import { named, parametersFile, pvParameters } from './pv-parameters.ts';

const file = 'pv/singlediode.csv';

export const singleDiodeCheck: PeerCheck = {
  answers: [file],
  inputs: [parametersFile],
  run: (folder) => {
    const table = folder.table(file);
    const solved = circuitsOf(folder, table);
    const tolerance = folder.tolerance(file, 'relative 1e-6');
    return Object.entries(answers).map(([column, ours]) =>
      relativeFinding(table, { column, tolerance, ours: solved.map(ours) }),
    );
  },
};

type Solved = DiodeCircuit & DiodePoints;

const answers: Readonly<Record<string, (solved: Solved) => number>> = {
  photocurrent: ({ photocurrentA }) => photocurrentA,
  saturation_current_nA: ({ saturationA }) => 1e9 * saturationA,
  resistance_series: ({ seriesOhm }) => seriesOhm,
  resistance_shunt: ({ shuntOhm }) => shuntOhm,
  nNsVth: ({ idealityV }) => idealityV,
  i_sc: ({ shortCircuitA }) => shortCircuitA,
  v_oc: ({ openCircuitV }) => openCircuitV,
  i_mp: ({ maxPowerA }) => maxPowerA,
  v_mp: ({ maxPowerV }) => maxPowerV,
  p_mp: ({ maxPowerW }) => maxPowerW,
};

function circuitsOf(folder: PeerFolder, table: CsvTable): Solved[] {
  const module = moduleOf(pvParameters(folder).singlediode_desoto);
  return Array.from({ length: table.rows }, (_, row) => {
    const wm2 = table.number(row, 'effective_irradiance');
    const circuit = deSotoCircuit(module, wm2, table.number(row, 'temp_cell'));
    if (circuit === null) throw new Error(`row ${row} of ${file} lies in the dark`);
    return { ...circuit, ...diodePoints(circuit) };
  });
}

function moduleOf(peer: Readonly<Record<string, number>>): DeSotoModule {
  return {
    photocurrentA: named(peer, 'I_L_ref'),
    saturationA: named(peer, 'I_o_ref'),
    seriesOhm: named(peer, 'R_s'),
    shuntOhm: named(peer, 'R_sh_ref'),
    idealityV: named(peer, 'a_ref'),
    currentAPerC: named(peer, 'alpha_sc'),
    bandGapEv: named(peer, 'EgRef'),
    bandGapRatioPerC: named(peer, 'dEgdT'),
  };
}

/**
 * Relative differences beyond half a unit of the last digit that the column prints: small currents
 * are printed with fewer digits than the tolerance asks for, so that a true value can lie that far off.
 */
function relativeFinding(
  table: CsvTable,
  options: {
    readonly column: string;
    readonly tolerance: number;
    readonly ours: readonly number[];
  },
): Finding {
  const { column, tolerance, ours } = options;
  const rounding = 0.5 * 10 ** -digitsOf(table, column);
  const worst = new Worst();
  for (const [row, value] of ours.entries()) {
    const theirs = table.number(row, column);
    const beyond = Math.max(0, Math.abs(value - theirs) - rounding);
    worst.addError(Number.isNaN(beyond) ? beyond : beyond / Math.abs(theirs));
  }
  return worst.finding(file, column, tolerance);
}

function digitsOf(table: CsvTable, column: string): number {
  const digits = table
    .where(() => true)
    .map((row) => table.text(row, column).split('.')[1]?.length ?? 0);
  return Math.max(...digits);
}
