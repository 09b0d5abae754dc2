import { batteryChecks } from './checks/battery.ts';
import { gridChecks } from './checks/grid.ts';
import { heatChecks } from './checks/heat.ts';
import { pvChecks } from './checks/pv.ts';
import { solarChecks } from './checks/solar.ts';
import { windChecks } from './checks/wind.ts';
import { type Finding, isWithin, type PeerCheck } from './peer-check.ts';
import { fits, type PeerFolder } from './peer-folder.ts';

const checks: readonly PeerCheck[] = [
  ...solarChecks,
  ...pvChecks,
  ...windChecks,
  ...batteryChecks,
  ...heatChecks,
  ...gridChecks,
];

export interface PeerReport {
  readonly findings: readonly Finding[];
  /** Findings over tolerance, checks that broke off, files without one, faults of the folder. */
  readonly failures: readonly string[];
}

/** Runs every check whose files the folder has, and sees that no file is left over. */
export function peerReport(folder: PeerFolder): PeerReport {
  const findings: Finding[] = [];
  const broken: string[] = [];
  for (const check of checks.filter(({ answers }) => answers.some((file) => has(folder, file)))) {
    try {
      findings.push(...check.run(folder));
    } catch (error) {
      broken.push(`The check of ${check.answers.join(', ')} broke off: ${error}`);
    }
  }
  return {
    findings,
    failures: [
      ...folder.faults(),
      ...broken,
      ...unchecked(folder, findings).map((file) => `${file} is checked by nothing`),
      ...findings.filter((finding) => !isWithin(finding)).map(failureOf),
    ],
  };
}

function has(folder: PeerFolder, pattern: string): boolean {
  return folder.files(pattern).length > 0;
}

/** Answers need a finding of their own; inputs need a check that reads them. */
function unchecked(folder: PeerFolder, findings: readonly Finding[]): string[] {
  const found = new Set(findings.map(({ file }) => file));
  const inputs = checks.flatMap((check) => check.inputs);
  return folder.entries
    .filter(({ file, tolerance }) =>
      tolerance === 'input' ? !inputs.some((pattern) => fits(pattern, file)) : !found.has(file),
    )
    .map(({ file }) => file);
}

function failureOf({ file, what, rows, worstError, tolerance }: Finding): string {
  if (rows === 0) return `${file}: no row with ${what} was compared`;
  return `${file}: ${what} is off by ${worstError.toPrecision(3)}, and ${tolerance} is allowed`;
}
