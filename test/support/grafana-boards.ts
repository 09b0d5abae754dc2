// Dashboards as Grafana reads them: its classic model, of which these fields are used here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const grafanaFolder = join(import.meta.dirname, '../../dashboards/grafana');

const dataSourceSchema = z.strictObject({
  type: z.literal('influxdb'),
  uid: z.literal('paulownia'),
});

const targetSchema = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: dataSourceSchema,
  /** The text is sent as it is, after its variables. */
  rawQuery: z.literal(true),
  query: z.string().startsWith('SELECT '),
  resultFormat: z.enum(['time_series', 'table']),
  alias: z.string().optional(),
});

const titled = {
  id: z.number().int().min(1),
  title: z.string().min(1),
  description: z.string().min(1).optional(),
  gridPos: z.strictObject({
    x: z.number().int().min(0).max(23),
    y: z.number().int().min(0),
    w: z.number().int().min(1).max(24),
    h: z.number().int().min(3),
  }),
};

const seriesPanel = {
  ...titled,
  datasource: dataSourceSchema,
  fieldConfig: z.strictObject({
    defaults: z.strictObject({
      unit: z.enum(['kwatt', 'kwatth', 'percentunit', 'volt', 'short', 'none']).optional(),
      decimals: z.number().int().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      custom: z.record(z.string(), z.unknown()).optional(),
    }),
    overrides: z.tuple([]),
  }),
  options: z.record(z.string(), z.unknown()),
  targets: z.array(targetSchema).min(1),
  transformations: z
    .array(z.strictObject({ id: z.literal('reduce'), options: z.object({}).loose() }))
    .optional(),
};

const panelSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('timeseries'), ...seriesPanel }),
  z.strictObject({ type: z.literal('stat'), ...seriesPanel }),
  z.strictObject({ type: z.literal('table'), ...seriesPanel }),
  z.strictObject({
    type: z.literal('text'),
    ...titled,
    options: z.strictObject({ mode: z.literal('markdown'), content: z.string().min(1) }),
  }),
]);

const option = { text: z.string(), value: z.string(), selected: z.boolean() };
const chosen = {
  label: z.string().min(1),
  hide: z.literal(0),
  multi: z.literal(false),
  includeAll: z.literal(false),
  skipUrlSync: z.literal(false),
};

const variableSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('custom'),
    name: z.string(),
    query: z.string(),
    current: z.strictObject(option),
    options: z.array(z.strictObject(option)).min(1),
    ...chosen,
  }),
  z.strictObject({
    type: z.literal('query'),
    name: z.string(),
    datasource: dataSourceSchema,
    query: z.string().startsWith('SHOW '),
    regex: z.string(),
    /** 2: asked again whenever the range of time changes. */
    refresh: z.literal(2),
    sort: z.literal(1),
    ...chosen,
  }),
  z.strictObject({
    type: z.literal('constant'),
    name: z.string(),
    query: z.string(),
    current: z.strictObject(option),
    hide: z.literal(2),
    skipUrlSync: z.literal(true),
  }),
]);

const boardSchema = z.strictObject({
  uid: z.string().regex(/^paulownia-\w+$/),
  title: z.string().min(1),
  description: z.string().min(1),
  tags: z.tuple([z.literal('paulownia')]),
  schemaVersion: z.literal(41),
  version: z.literal(1),
  editable: z.literal(false),
  graphTooltip: z.literal(1),
  timezone: z.literal('browser'),
  time: z.strictObject({ from: z.string().startsWith('now-'), to: z.literal('now') }),
  refresh: z.string().regex(/^\d+[sm]$/),
  links: z.array(z.object({ type: z.literal('dashboards') }).loose()),
  templating: z.strictObject({ list: z.array(variableSchema) }),
  annotations: z.strictObject({ list: z.tuple([]) }),
  panels: z.array(panelSchema).min(1),
});

export type Board = z.output<typeof boardSchema>;
export type Variable = Board['templating']['list'][number];
export type Panel = Board['panels'][number];

export function readBoards(): Board[] {
  const folder = join(grafanaFolder, 'boards');
  const names = readdirSync(folder).sort();
  return names.map((name) =>
    boardSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  );
}

/** A text with `$name` and `${name}` filled in; fails where a name is left. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (_, braced, bare) => {
    const value = values[braced ?? bare];
    if (value === undefined) throw new Error(`${braced ?? bare} is no variable of ${text}`);
    return value;
  });
}

/** What `$timeFilter` and `$__interval` are for a range, as Grafana fills them in. */
export function rangeValues(fromMs: number, toMs: number): Record<string, string> {
  return { timeFilter: `time >= ${fromMs}ms and time <= ${toMs}ms`, __interval: '1m' };
}
