/** What the schema finds wrong, in an engineer's words. Values are never repeated where a secret could stand. */
import type { z } from 'zod';
import { type Finding, finding, type Path } from './faults.ts';
import { suggestion } from './nearest.ts';

type RawIssue<Issue extends z.core.$ZodIssue = z.core.$ZodIssue> = z.core.$ZodRawIssue<Issue>;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
};

function typeNameOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeNames[typeof value] ?? 'something else';
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const words = values.map(String);
  const near = typeof input === 'string' ? suggestion(input, words) : '';
  return `must be ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}${near}`;
}

const countedThings: Readonly<Record<string, string>> = {
  string: ' characters long',
  array: ' entries long',
};

function bound(words: string, limit: number | bigint, origin: string): string {
  return `must be ${words} ${limit}${countedThings[origin] ?? ''}`;
}

/** A union whose deciding key holds none of the words that it can. */
function discriminatorMessage(issue: RawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (issue.discriminator === undefined || !Array.isArray(issue.options)) return undefined;
  const written = Object(issue.input)[issue.discriminator];
  const words = issue.options.filter((option) => option !== undefined);
  return written === undefined ? 'is missing' : oneOf(words, written);
}

/** Message of an issue; undefined leaves it to the schema's own words. */
export function messageOf(issue: RawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== 'custom') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}, and is ${typeNameOf(issue.input)}`;
    case 'invalid_value':
      return oneOf(issue.values, issue.input);
    case 'too_small':
      return bound(issue.inclusive === false ? 'above' : 'at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'below' : 'at most', issue.maximum, issue.origin);
    case 'invalid_key':
      return 'is not an id: letters, digits, . _ - and at most 64 of them';
    case 'invalid_union':
      return discriminatorMessage(issue);
    default:
      return undefined;
  }
}

function objectKeys(schema: z.core.$ZodType, path: Path): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'default':
    case 'prefault':
    case 'optional':
      return objectKeys(def.innerType, path);
    case 'union':
      return def.options.flatMap((option) => objectKeys(option, path));
    case 'array':
      return objectKeys(def.element, path.slice(1));
    case 'record':
      return objectKeys(def.valueType, path.slice(1));
    case 'object': {
      if (path.length === 0) return Object.keys(def.shape);
      const inner = def.shape[String(path[0])];
      return inner === undefined ? [] : objectKeys(inner, path.slice(1));
    }
    default:
      return [];
  }
}

function findingsOfIssue(schema: z.core.$ZodType, issue: z.core.$ZodIssue): Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known = objectKeys(schema, path);
    return issue.keys.map((key) =>
      finding([...path, key], `is not a known key${suggestion(key, known)}`, 'key'),
    );
  }
  return [finding(path, issue.message, issue.code === 'invalid_key' ? 'key' : 'value')];
}

/** Parses a value and answers it, or everything that the schema finds wrong with it. */
export function parseBySchema<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
): { readonly value: z.output<Schema> | null; readonly findings: readonly Finding[] } {
  const result = schema.safeParse(raw, { error: messageOf });
  return result.success
    ? { value: result.data, findings: [] }
    : {
        value: null,
        findings: result.error.issues.flatMap((issue) => findingsOfIssue(schema, issue)),
      };
}
