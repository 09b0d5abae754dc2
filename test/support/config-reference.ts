/** The reference of configuration keys as Markdown, from their JSON Schema. */
interface SchemaPart {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
  readonly additionalProperties?: SchemaPart | boolean;
  readonly anyOf?: readonly SchemaPart[];
  readonly oneOf?: readonly SchemaPart[];
}

function defaultText(part: SchemaPart, isRequired: boolean): string {
  if (isRequired) return 'required';
  const isScalar = part.default !== undefined && typeof part.default !== 'object';
  return isScalar ? `\`${part.default}\`` : '';
}

function choices(part: SchemaPart): string {
  return part.enum === undefined
    ? ''
    : ` One of ${part.enum.map((word) => `\`${word}\``).join(' ')}.`;
}

function rowsOf(part: SchemaPart, path: string): string[] {
  const options = [...(part.anyOf ?? []), ...(part.oneOf ?? [])];
  const entries = Object.entries(part.properties ?? {});
  const each = part.additionalProperties;
  return [
    ...entries.flatMap(([key, child]) => {
      const name = path === '' ? key : `${path}.${key}`;
      const fallback = defaultText(child, part.required?.includes(key) ?? false);
      const meaning = `${child.description ?? ''}${choices(child)}`;
      return [`| \`${name}\` | ${fallback} | ${meaning} |`, ...rowsOf(child, name)];
    }),
    ...(part.items === undefined ? [] : rowsOf(part.items, `${path}[]`)),
    ...(typeof each === 'object' ? rowsOf({ properties: { '<id>': each } }, path) : []),
    ...options.flatMap((option) => {
      const { mode: by = option.properties?.kind } = option.properties ?? {};
      const mode = by?.const;
      return rowsOf(option, mode === undefined ? path : `${path} (${mode})`);
    }),
  ];
}

export function configReference(schema: SchemaPart): string {
  const sections = Object.entries(schema.properties ?? {}).map(([key, part]) => {
    const rows = rowsOf({ properties: { [key]: part } }, '').slice(1);
    const table =
      rows.length === 0 ? [] : ['', '| Key | Default | Meaning |', '|---|---|---|', ...rows];
    return [`## ${key}`, '', part.description ?? '', ...table, ''].join('\n');
  });
  return `# Keys of the configuration file\n\nMade from the schema; a test fails when it is stale. \`[]\` is an entry of a list, \`<id>\` a key of your own.\n\n${sections.join('\n')}`;
}
