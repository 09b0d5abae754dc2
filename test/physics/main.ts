// Compares our physics with the reference vectors in the folder PHYSICS_DATA and prints a table.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from './peer-check.ts';
import { PeerFolder } from './peer-folder.ts';
import { peerReport } from './peer-report.ts';

const usual = join(import.meta.dirname, '../../../shared/data/physics');
// biome-ignore lint/style/noProcessEnv: the folder is named by whoever runs the command.
const path = process.env.PHYSICS_DATA ?? usual;

if (existsSync(join(path, 'manifest.json'))) {
  process.exitCode = report(new PeerFolder(path));
} else {
  process.stderr.write(
    `There is no manifest.json in ${path}. Set PHYSICS_DATA to a folder of reference vectors.\n`,
  );
  process.exitCode = 2;
}

function report(folder: PeerFolder): number {
  const { findings, failures } = peerReport(folder);
  const rows = findings.map((finding) => [
    isWithin(finding) ? 'ok' : 'OVER',
    finding.file,
    finding.what,
    String(finding.rows),
    finding.worstError.toExponential(2),
    String(finding.tolerance),
  ]);
  process.stdout.write(tableText(['', 'file', 'compared', 'rows', 'worst', 'tolerance'], rows));
  const inputs = folder.entries.filter(({ tolerance }) => tolerance === 'input').length;
  process.stdout.write(
    `${findings.length} comparisons in ${folder.entries.length - inputs} files of answers and ${inputs} of inputs.\n`,
  );
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, place) =>
    Math.max(name.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join('  ')}\n`;
  return [header, ...rows].map(line).join('');
}
