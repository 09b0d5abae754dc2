import type { Log } from '../../src/service/ports.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: object;
  readonly message: string;
}

/** A log that keeps its lines for the test to read. */
export function capturedLog(): Log & { readonly lines: LogLine[]; text(): string } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (facts: object, message: string): void => {
      lines.push({ level, facts, message });
    };
  return {
    lines,
    text: () => lines.map((line) => `${JSON.stringify(line.facts)} ${line.message}`).join('\n'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
