/** Paths into JSON: `ENERGY.Power`, `phases[0].voltage`, `["em:0"].total`; `$` is the whole payload. */

export type JsonPath = readonly (string | number)[];

const pathPattern =
  /^(?:\$|[A-Za-z_][\w:-]*|\[\d{1,6}\]|\["[^"]{1,100}"\])(?:\.[A-Za-z_][\w:-]*|\[\d{1,6}\]|\["[^"]{1,100}"\])*$/;
const stepPattern = /\["([^"]+)"\]|\[(\d+)\]|([A-Za-z_][\w:-]*)/g;

/** Null where the text is no path. */
export function parseJsonPath(text: string): JsonPath | null {
  if (!pathPattern.test(text)) return null;
  return Array.from(text.matchAll(stepPattern), ([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );
}

/** Undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
