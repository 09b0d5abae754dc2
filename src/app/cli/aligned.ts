/** Columns in `left` stand to the left, numbers to the right, two spaces between. */
export function aligned(lines: readonly (readonly string[])[], left: ReadonlySet<number>): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const padded = lines.map((line) =>
    line
      .map((cell, column) =>
        left.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${padded.join('\n')}\n`;
}
