/** The broker: our own, or one outside. */
import { z } from 'zod';
import { idSchema } from '../../contract/http.ts';
import { secretRefSchema } from './schema-secret.ts';

export const portSchema = z.number().int().min(0).max(65_535);
const path = z.string().min(1);

const limitsSchema = z.strictObject({
  maxConnections: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe('Open connections; the next one is closed at once.'),
  maxPacketBytes: z
    .number()
    .int()
    .min(1_024)
    .max(1_048_576)
    .default(262_144)
    .describe('Longest packet in bytes; a longer one closes the connection unread.'),
  messagesPerS: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2_000)
    .describe(
      'Messages a second of one connection in the long run, bursts allowed; past it the connection is read more slowly, and closed where it keeps on.',
    ),
});

const embeddedSchema = z.strictObject({
  mode: z.literal('embedded').describe('The broker runs inside the service.'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; 0.0.0.0 for devices on the network.'),
  port: portSchema.default(1883).describe('Port to listen on; 0 takes any free one.'),
  tls: z
    .strictObject({
      port: portSchema.default(8883).describe('Port for MQTT over TLS; 0 takes any free one.'),
      certFile: path.describe('Certificate chain in PEM.'),
      keyFile: path.describe('Private key in PEM; only the service may read the file.'),
    })
    .optional()
    .describe('With it a second port, on the same host, speaks TLS.'),
  limits: limitsSchema.prefault({}).describe('What connections may ask of the broker.'),
});

const externalSchema = z.strictObject({
  mode: z.literal('external').describe('The service is a client of a broker outside.'),
  url: z
    .string()
    .regex(/^mqtts?:\/\/[^\s/@]+$/, 'must be mqtt://host:port or mqtts://host:port, without a user')
    .describe('Address of the broker: mqtt:// plain or mqtts:// over TLS.'),
  protocolVersion: z
    .literal([5, 4], { error: 'must be 5 (MQTT 5) or 4 (MQTT 3.1.1)' })
    .default(5)
    .describe('5 is MQTT 5, 4 is MQTT 3.1.1.'),
  clientId: idSchema
    .default('paulownia')
    .describe('Fixed client id: the broker keeps the session under it while the service is away.'),
  username: z.string().min(1).optional().describe('User of the service on the broker.'),
  password: secretRefSchema.optional().describe('Where the password of that user is to be had.'),
  keepAliveS: z
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe(
      'The broker is asked whether it lives after so many silent seconds; without an answer the connection is given up after half as many again.',
    ),
  sharedGroup: idSchema
    .optional()
    .describe('Group of a shared subscription ($share/<group>/…); left out to subscribe alone.'),
  tls: z
    .strictObject({
      caFile: path
        .optional()
        .describe('Certificate of the authority in PEM; the system list if left out.'),
      certFile: path.optional().describe('Certificate of the service in PEM.'),
      keyFile: path.optional().describe('Private key of that certificate in PEM.'),
    })
    .optional()
    .describe('Certificates for mqtts://.'),
});

export const mqttOptions = { embedded: embeddedSchema, external: externalSchema };

export const mqttSchema = z
  .discriminatedUnion('mode', [embeddedSchema, externalSchema])
  .prefault({ mode: 'embedded' });

function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every(
    (level, index) =>
      !/[+#]/.test(level) || level === '+' || (level === '#' && index === levels.length - 1),
  );
}

const topicFilters = z
  .array(z.string().min(1).max(256).refine(isTopicFilter, 'is not an MQTT topic filter'))
  .max(100)
  .default([]);

export const toolSchema = z.strictObject({
  name: idSchema.describe('User name of the tool on the broker; no device may have it as its id.'),
  mayPublish: topicFilters.describe('Topic filters that it may publish to; none if left out.'),
  maySubscribe: topicFilters.describe('Topic filters that it may subscribe to; none if left out.'),
  password: secretRefSchema.describe('Where its password is to be had.'),
});
