/** The description of the interface, made from the schemas of the routes. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { problemSchema } from '../contract/http.ts';
import { problemMediaType } from '../contract/http-problems.ts';
import { isAction, isOpenToAnyone, rolesFor } from '../service/access.ts';
import { coverWith } from './guard.ts';
import { type Api, route } from './parts.ts';

const problemAnswer = {
  description: 'A problem, with a stable code',
  content: { [problemMediaType]: { schema: problemSchema } },
};

/** Registered before the routes that it describes. */
export async function describeInterface(server: Api): Promise<void> {
  completeSchemas(server);
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Paulownia 泡桐',
        description:
          'Devices, readings and curves of a county. Instants are ISO 8601 with Z, numbers carry ' +
          'their unit in their name, faults are problem details (RFC 9457) with a stable code.',
        version: '1',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'paulownia' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  server.get(
    '/api/openapi.json',
    route('interface.describe', 'This description', { hide: true }),
    () => server.swagger(),
  );
  await server.register((scope: Api, _options, done) => {
    coverWith('interface.describe', scope);
    scope.register(swaggerUi, {
      routePrefix: '/api/docs',
      uiConfig: { layout: 'BaseLayout' },
      theme: { title: 'Paulownia 泡桐' },
      transformStaticCSP: withInlineStyles,
    });
    done();
  });
}

/** The page of the description writes style sheets of its own; no other page may. */
function withInlineStyles(policy: string): string {
  return policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
}

/** Adds to every route what follows from the access table, so that routes need not repeat it. */
function completeSchemas(server: Api): void {
  server.addHook('onRoute', (options) => {
    const action = options.config?.action;
    const schema = options.schema as (FastifySchema & { hide?: boolean }) | undefined;
    if (!isAction(action) || schema === undefined || schema.hide === true) return;
    const open = isOpenToAnyone(action);
    const who = open ? 'Anyone may call this.' : `Roles: ${rolesFor(action).join(', ')}.`;
    options.schema = {
      ...schema,
      description: [schema.description, who].filter((text) => text !== undefined).join(' '),
      tags: [options.url.split('/')[3] ?? ''],
      security: open ? [] : [{ session: [] }, { token: [] }],
      response: { ...(schema.response ?? {}), '4xx': problemAnswer, '5xx': problemAnswer },
    };
  });
}
