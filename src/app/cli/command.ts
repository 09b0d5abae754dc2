import type { ParseArgsOptionDescriptor } from 'node:util';

/** Values of a command's options, as `parseArgs` answers them. */
export type OptionValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

export interface Command {
  readonly name: string;
  /** Names of what must follow, as they stand in the usage. */
  readonly operands: readonly string[];
  readonly summary: string;
  readonly options: Readonly<Record<string, ParseArgsOptionDescriptor & { readonly help: string }>>;
  /** Answers the exit code. */
  run(operands: readonly string[], options: OptionValues): Promise<number>;
}

/** An option that the user gave with a text; null where it was left out. */
export function textOf(options: OptionValues, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** A call that is off: it is told with the usage of the command. */
export class CallFault extends Error {}

/** An option that must be a whole number within bounds; null where it was left out. */
export function wholeNumberOf(
  options: OptionValues,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  const text = textOf(options, name);
  if (text === null) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new CallFault(`--${name} ${text}: write a whole number from ${least} to ${most}`);
}
