/** The text of a YAML file with the way back from a path to a line. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { type Finding, finding, type Path } from './faults.ts';

export const textLengthMax = 2_000_000;

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlacedFinding extends Finding {
  readonly place: Place;
}

export interface Source {
  /** What the file says, as plain values; undefined where its syntax is broken. */
  readonly raw: unknown;
  /** Broken syntax and repeated keys. */
  readonly faults: readonly PlacedFinding[];
  locate(path: Path, at: Finding['at']): Place;
}

const start: Place = { line: 1, column: 1 };

function unreadable(message: string): Source {
  return {
    raw: undefined,
    faults: [{ ...finding([], message), place: start }],
    locate: () => start,
  };
}

export function parseSource(text: string): Source {
  if (text.length > textLengthMax) {
    return unreadable(`the file is longer than ${textLengthMax} characters`);
  }
  try {
    return parse(text);
  } catch (error) {
    // The YAML package throws for what it cannot bound: nesting beyond the stack, alias bombs.
    return unreadable(`cannot be read as YAML: ${error instanceof Error ? error.message : error}`);
  }
}

function parse(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Repeated keys are found below, where their path is known.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    ...finding([], `YAML: ${error.message}`),
    place: placeAt(error.pos[0]),
  }));
  const repeated = repeatedKeys(document.contents, []).map(({ path, offset }) => ({
    ...finding(path, 'is written twice in one mapping', 'key'),
    place: placeAt(offset),
  }));
  return {
    raw: broken.length > 0 ? undefined : document.toJS(),
    faults: [...broken, ...repeated],
    locate: (path, at) => placeAt(offsetOf(document, path, at)),
  };
}

function offsetOfNode(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

/** Where a value is to be pointed at: single values at themselves, mappings and lists at their key. */
function offsetOfPair(pair: Pair, at: Finding['at']): number {
  const ofKey = offsetOfNode(pair.key) ?? 0;
  return at === 'value' && isScalar(pair.value) ? (offsetOfNode(pair.value) ?? ofKey) : ofKey;
}

/** The node one step further in, and where it is to be pointed at; null where nothing is there. */
function stepInto(
  node: unknown,
  step: string | number,
  at: Finding['at'],
): { readonly node: unknown; readonly offset: number } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyOf(item) === String(step));
    return pair === undefined ? null : { node: pair.value, offset: offsetOfPair(pair, at) };
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return item === undefined ? null : { node: item, offset: offsetOfNode(item) ?? 0 };
}

/** Offset of what stands at the path, or of the innermost thing around it that is there. */
function offsetOf(document: Document, path: Path, at: Finding['at']): number {
  let node: unknown = document.contents;
  let offset = offsetOfNode(node) ?? 0;
  for (const step of path) {
    const inside = stepInto(isAlias(node) ? node.resolve(document) : node, step, at);
    if (inside === null) break;
    ({ node, offset } = inside);
  }
  return offset;
}

function repeatedKeys(node: unknown, path: Path): { path: Path; offset: number }[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedKeys(item, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap((pair) => {
    const key = keyOf(pair);
    const below = [...path, key];
    const again = seen.has(key) ? [{ path: below, offset: offsetOfNode(pair.key) ?? 0 }] : [];
    seen.add(key);
    return [...again, ...repeatedKeys(pair.value, below)];
  });
}
