// Writes the table of docs/forecasting.md from files of `paulownia backtest --out FILE`:
// node test/support/write-backtest-table.ts FILE …
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BacktestFigures, backtestTable } from './backtest-table.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'forecasting.md');
const runs = process.argv
  .slice(2)
  .map((file): BacktestFigures => JSON.parse(readFileSync(file, 'utf8')));
const table = backtestTable({
  figures: runs.flatMap(({ figures }) => figures),
  splits: runs.flatMap(({ splits }) => splits),
});
const text = readFileSync(page, 'utf8');
const [begin, end] = ['<!-- backtest table -->\n', '\n<!-- end of the backtest table -->'];
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${page} has no place for the table`);
writeFileSync(page, text.slice(0, from + begin.length) + table + text.slice(to));
