/** YAML text with the way back from a place in its data to a line. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';

/** Longest YAML text that is read, in characters. */
const textLengthMax = 200_000;

export interface YamlFault {
  readonly source: string;
  readonly line: number;
  /** Where in the data, as `messages.0.topic`; empty for the whole text. */
  readonly path: string;
  readonly message: string;
}

export type YamlPath = readonly PropertyKey[];

export interface YamlText {
  readonly data: unknown;
  /** A fault at a place in the data; a place that is missing has the line of what holds it. */
  faultAt(path: YamlPath, message: string): YamlFault;
}

/** `source` is the file's name, for faults. */
export function readYaml(text: string, source: string): Outcome<YamlText, readonly YamlFault[]> {
  const whole = (message: string): YamlFault => ({ source, line: 1, path: '', message });
  if (text.length > textLengthMax) {
    return fail([whole(`is longer than ${textLengthMax} characters`)]);
  }
  try {
    return read(text, source);
  } catch (error) {
    // The package throws where it would otherwise run away: aliases of aliases, nesting without end.
    return fail([whole(`cannot be read as YAML: ${String(error)}`)]);
  }
}

function read(text: string, source: string): Outcome<YamlText, readonly YamlFault[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    return fail(
      problems.map(({ pos, message }) => ({
        source,
        line: lines.linePos(pos[0]).line,
        path: '',
        message,
      })),
    );
  }
  const lineOf = (path: YamlPath): number => {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  return succeed({
    data: document.toJS({ maxAliasCount: 100 }),
    faultAt: (path, message) => ({ source, line: lineOf(path), path: path.join('.'), message }),
  });
}
