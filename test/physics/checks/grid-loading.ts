import type { BranchFlows } from '../../../src/physics/grid/branch-flows.ts';
import {
  type DirectedLoading,
  lineLoading,
  transformerLoading,
} from '../../../src/physics/grid/loading.ts';
import { type Finding, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import { caseFile } from './grid-case.ts';

interface SolvedFlows {
  readonly flows: BranchFlows;
  readonly indexes: ReadonlyMap<string, number>;
}

/** What a line or a transformer may carry, and the current in A that 100 % stand for. */
interface Rated {
  readonly loading: (passage: Parameters<typeof lineLoading>[0]) => DirectedLoading;
  readonly ratedA: number;
}

/** Compares the column of loadings, where there is one, as the current that it stands for. */
export function loadingFindings(
  folder: PeerFolder,
  name: string,
  solvedOf: (scenario: string) => SolvedFlows | undefined,
): Finding[] {
  const file = caseFile(name, 'results_branch.csv');
  const table = folder.table(file);
  if (!table.columns.includes('loading_percent')) return [];
  const rated = ratedBranches(folder, name);
  const worst = new Worst();
  for (const row of table.where((row) => table.text(row, 'loading_percent') !== '')) {
    const solved = solvedOf(table.text(row, 'scenario'));
    const branch = rated.get(table.text(row, 'branch'));
    const index = solved?.indexes.get(table.text(row, 'branch'));
    const theirs = table.number(row, 'loading_percent');
    if (solved === undefined || branch === undefined || index === undefined) {
      worst.add(Number.NaN, theirs);
      continue;
    }
    const loading = branch.loading(passageOf(solved.flows, index));
    const ours = loading.forwardPct + loading.reversePct;
    worst.add((ours / 100) * branch.ratedA, (theirs / 100) * branch.ratedA);
  }
  return [worst.finding(file, 'loading_percent in A', folder.tolerance(file, '0.01 A'))];
}

function passageOf(flows: BranchFlows, index: number): Parameters<typeof lineLoading>[0] {
  return {
    fromA: flows.fromA[index] ?? Number.NaN,
    toA: flows.toA[index] ?? Number.NaN,
    fromKw: flows.fromKw[index] ?? Number.NaN,
    toKw: flows.toKw[index] ?? Number.NaN,
  };
}

function ratedBranches(folder: PeerFolder, name: string): ReadonlyMap<string, Rated> {
  const table = folder.table(caseFile(name, 'branch.csv'));
  return new Map(
    table
      .where(() => true)
      .map((row): [string, Rated] => {
        const id = table.text(row, 'branch');
        if (table.text(row, 'kind') === 'line') {
          const ratedA = 1_000 * table.number(row, 'max_i_ka');
          return [id, { ratedA, loading: (passage) => lineLoading(passage, ratedA) }];
        }
        const plate = {
          ratedKva: table.number(row, 'sn_kva'),
          fromKv: table.number(row, 'vn_hv_kv'),
          toKv: table.number(row, 'vn_lv_kv'),
        };
        const ratedA = plate.ratedKva / (Math.sqrt(3) * plate.toKv);
        return [id, { ratedA, loading: (passage) => transformerLoading(passage, plate) }];
      }),
  );
}
