/** Where weather forecasts come from. */
import { z } from 'zod';
import { secretRefSchema } from './schema-secret.ts';

const everyMin = z.number().int().min(5).max(1_440);

const noWeatherSchema = z.strictObject({
  kind: z
    .literal('none')
    .optional()
    .default('none')
    .describe('There are none; forecasts then know the past and the calendar only, and say so.'),
});

const openMeteoSchema = z.strictObject({
  kind: z
    .literal('open_meteo')
    .describe('Over HTTP, from Open-Meteo or a service whose answers have the same shape.'),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s@?#]+$/, 'must be http:// or https://, without a user or a query')
    .default('https://api.open-meteo.com/v1/forecast')
    .describe('Address of the forecast interface.'),
  model: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/, 'must be one name of a model, such as cma_grapes_global')
    .optional()
    .describe("Weather model, by the service's name for it; its own choice if left out."),
  apiKey: secretRefSchema
    .optional()
    .describe('Where the key is to be had of those who pay for the service.'),
  everyMin: everyMin.default(60).describe('Minutes between two questions.'),
});

const weatherFileSchema = z.strictObject({
  kind: z
    .literal('file')
    .describe('From a file that another program writes, JSON in the shape of Open-Meteo.'),
  file: z.string().min(1).describe('The file; taken from the folder of this file.'),
  everyMin: everyMin.default(5).describe('Minutes between two looks at the file.'),
});

const mqttWeatherSchema = z.strictObject({
  kind: z
    .literal('mqtt')
    .describe(
      'From a broker to which another program publishes, retained, JSON in the shape of Open-Meteo.',
    ),
  url: z
    .string()
    .regex(/^mqtts?:\/\/[^\s@/?#]+$/, 'must be mqtt:// or mqtts:// and a host, without a user')
    .describe('Address of that broker; it may be the one of the devices.'),
  topic: z
    .string()
    .regex(/^[^#+\0]{1,512}$/, 'must be one topic, without # and +')
    .default('paulownia/weather')
    .describe('Topic on which the newest run is retained.'),
  username: z.string().min(1).optional().describe('User of the broker, if it asks for one.'),
  password: secretRefSchema.optional().describe('Where the password of that user is to be had.'),
  everyMin: everyMin.default(10).describe('Minutes between two looks at the topic.'),
});

const simulatedWeatherSchema = z.strictObject({
  kind: z
    .literal('simulated')
    .describe('Made up, for a simulated county: it errs about the weather of the same seed.'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffff_ffff)
    .default(1_952)
    .describe('Seed of the simulated county, as given to simulate; the default is that of demo.'),
  everyMin: everyMin.default(180).describe('Minutes between two runs of the simulated forecaster.'),
});

export const weatherOptions = {
  none: noWeatherSchema,
  openMeteo: openMeteoSchema,
  file: weatherFileSchema,
  mqtt: mqttWeatherSchema,
  simulated: simulatedWeatherSchema,
};

export const weatherSchema = z
  .discriminatedUnion('kind', [
    weatherOptions.none,
    weatherOptions.openMeteo,
    weatherOptions.file,
    weatherOptions.mqtt,
    weatherOptions.simulated,
  ])
  .prefault({});
