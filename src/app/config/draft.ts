/**
 * What can be made of a file that may still hold faults: every field that the schema accepts by
 * itself. The rules between fields run on it, so that all faults come out at once.
 */
import { z } from 'zod';
import type { Path } from './faults.ts';
import {
  areaSchema,
  cooperativeSchema,
  countySchema,
  feederSchema,
  substationSchema,
} from './schema-county.ts';
import { deviceSchema } from './schema-devices.ts';
import { mqttOptions, toolSchema } from './schema-mqtt.ts';
import { httpSchema, journalSchema, storeOptions } from './schema-service.ts';
import { feedInSchema, gridFactorSchema, seasonSchema, timeOfUseSchema } from './schema-tariffs.ts';
import { weatherOptions } from './schema-weather.ts';

type Salvaged<Schema extends z.ZodObject> = {
  readonly [Key in keyof z.output<Schema>]?: z.output<Schema>[Key] | undefined;
};

/** A piece of the file with the path that leads to it. */
export type Piece<Schema extends z.ZodObject> = Salvaged<Schema> & { readonly path: Path };

function child(raw: unknown, key: string | number): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key)
    ? (raw as Record<string, unknown>)[key]
    : undefined;
}

function salvage<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
  path: Path,
): Piece<Schema> {
  const fields = Object.entries(schema.shape).map(([key, field]) => [
    key,
    (field as z.ZodType).safeParse(child(raw, key)).data,
  ]);
  return { ...(Object.fromEntries(fields) as Salvaged<Schema>), path };
}

function salvageList<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
  path: Path,
): Piece<Schema>[] {
  return Array.isArray(raw)
    ? raw.map((item, index) => salvage(schema, item, [...path, index]))
    : [];
}

function timeOfUseTables(raw: unknown) {
  const path = ['tariffs', 'timeOfUse'];
  const tables = path.reduce(child, raw);
  return salvageList(timeOfUseSchema, tables, path).map((table, index) => {
    const seasons = child(child(tables, index), 'seasons');
    return {
      ...table,
      seasons: salvageList(seasonSchema, seasons, [...path, index, 'seasons']),
    };
  });
}

export function draftOf(raw: unknown) {
  const list = <Schema extends z.ZodObject>(schema: Schema, ...path: string[]) =>
    salvageList(schema, path.reduce(child, raw), path);
  const piece = <Schema extends z.ZodObject>(schema: Schema, key: string) =>
    salvage(schema, child(raw, key), [key]);
  const mode = child(raw, 'mqtt') === undefined ? 'embedded' : child(child(raw, 'mqtt'), 'mode');
  const storeKind = child(child(raw, 'store'), 'kind') ?? 'embedded';
  const weatherKind = child(child(raw, 'weather'), 'kind');
  return {
    county: piece(countySchema, 'county'),
    substations: list(substationSchema, 'network', 'substations'),
    feeders: list(feederSchema, 'network', 'feeders'),
    areas: list(areaSchema, 'network', 'areas'),
    cooperatives: list(cooperativeSchema, 'cooperatives'),
    devices: list(deviceSchema, 'devices'),
    timeOfUse: timeOfUseTables(raw),
    feedIn: list(feedInSchema, 'tariffs', 'feedIn'),
    gridFactor: list(gridFactorSchema, 'tariffs', 'gridFactor'),
    tools: list(toolSchema, 'tools'),
    embedded: mode === 'embedded' ? piece(mqttOptions.embedded, 'mqtt') : null,
    external: mode === 'external' ? piece(mqttOptions.external, 'mqtt') : null,
    embeddedStore: storeKind === 'embedded' ? piece(storeOptions.embedded, 'store') : null,
    influx1Store: storeKind === 'influxdb1' ? piece(storeOptions.influxdb1, 'store') : null,
    influx2Store: storeKind === 'influxdb2' ? piece(storeOptions.influxdb2, 'store') : null,
    openMeteo: weatherKind === 'open_meteo' ? piece(weatherOptions.openMeteo, 'weather') : null,
    mqttWeather: weatherKind === 'mqtt' ? piece(weatherOptions.mqtt, 'weather') : null,
    journal: piece(journalSchema, 'journal'),
    http: piece(httpSchema, 'http'),
    profileFiles: z.array(z.string()).safeParse(child(raw, 'profiles')).data ?? [],
  };
}

export type Draft = ReturnType<typeof draftOf>;
