/** The one schema of the configuration file. Descriptions end up in the JSON Schema for editors. */
import { z } from 'zod';
import { accuracyRulesSchema } from './schema-accuracy.ts';
import { cooperativeSchema, countySchema, networkSchema } from './schema-county.ts';
import { deviceDefaultsSchema, deviceSchema } from './schema-devices.ts';
import { mqttSchema, toolSchema } from './schema-mqtt.ts';
import { httpSchema, journalSchema, logSchema, storeSchema } from './schema-service.ts';
import { tariffsSchema } from './schema-tariffs.ts';
import { weatherSchema } from './schema-weather.ts';

export const configSchema = z
  .strictObject({
    county: countySchema.describe('The county: the root of the tree.'),
    network: networkSchema.describe(
      'The tree below the county, as flat lists whose entries name their parent.',
    ),
    cooperatives: z
      .array(cooperativeSchema)
      .default([])
      .describe('New-energy cooperatives (新能源合作社) and the shares of their households.'),
    deviceDefaults: deviceDefaultsSchema.prefault({}).describe('What devices have in common.'),
    devices: z
      .array(deviceSchema)
      .default([])
      .describe('Devices, written one by one or, with count, many at once.'),
    tariffs: tariffsSchema.prefault({}).describe('Dated price and carbon tables.'),
    mqtt: mqttSchema.describe('The MQTT broker: embedded, or external.'),
    weather: weatherSchema.describe('Where weather forecasts come from.'),
    accuracyRules: accuracyRulesSchema
      .prefault({})
      .describe(
        'By what rules the accuracy of forecasts is worked out: dated figures for orientation.',
      ),
    tools: z
      .array(toolSchema)
      .default([])
      .describe("Operators' tools that sign in to the embedded broker."),
    store: storeSchema.describe('Where readings and roll-ups are kept.'),
    journal: journalSchema.prefault({}).describe('Where messages wait until they are stored.'),
    http: httpSchema.prefault({}).describe('Web console and programming interface.'),
    profiles: z
      .array(z.string().min(1))
      .default([])
      .describe('Further profile files, taken from the folder of this file.'),
    log: logSchema.prefault({}).describe('What is logged.'),
  })
  .describe('Configuration of Paulownia: one county.');

/** The file as it is written, defaults filled in. */
export type ConfigFile = z.output<typeof configSchema>;
