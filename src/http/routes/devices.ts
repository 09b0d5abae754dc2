import { z } from 'zod';
import {
  credentialSchema,
  deviceDetailSchema,
  deviceListSchema,
  deviceQuerySchema,
  idSchema,
  latestSchema,
  newDeviceSchema,
  topologySchema,
} from '../../contract/http.ts';
import { topicOf } from '../../contract/topics.ts';
import { type Api, type HttpParts, route, scope } from '../parts.ts';
import { answered } from '../problem-error.ts';

const params = z.object({ id: idSchema });

export function deviceRoutes(api: Api, { app }: HttpParts): void {
  api.get(
    '/topology',
    route('topology.read', "The county's tree", { response: { 200: topologySchema } }),
    (request) => app.topology(scope(request)),
  );

  const list = {
    querystring: deviceQuerySchema,
    description:
      'In the order of their ids; `node` also takes what is below it. Page on with `offset` until `total`.',
    response: { 200: deviceListSchema },
  };
  api.get('/devices', route('devices.read', 'List devices', list), (request) =>
    app.devices(scope(request), request.query),
  );

  const get = { params, response: { 200: deviceDetailSchema } };
  api.get('/devices/:id', route('devices.read', 'One device', get), (request) =>
    answered(app.device(scope(request), request.params.id)),
  );

  const latest = {
    params,
    description: 'The newest that was measured, point by point, whenever it arrived.',
    response: { 200: latestSchema },
  };
  api.get('/devices/:id/latest', route('readings.read', 'Newest values', latest), (request) =>
    answered(app.latest(scope(request), request.params.id)),
  );

  const register = {
    body: newDeviceSchema,
    description:
      'A device with power needs `ratingKw`; a meter may take it from its node. Its credential is issued by a second call.',
    response: { 201: deviceDetailSchema },
  };
  api.post('/devices', route('devices.manage', 'Register a device', register), (request, reply) => {
    const { id } = answered(app.register(request.body));
    const made = answered(app.device(scope(request), id));
    reply.code(201).header('location', `/api/v1/devices/${id}`).send(made);
  });

  const retire = { params, response: { 200: deviceDetailSchema } };
  api.post(
    '/devices/:id/retire',
    route('devices.manage', 'Retire a device; its history stays', retire),
    (request) => {
      const { id } = answered(app.retire(request.params.id));
      return answered(app.device(scope(request), id));
    },
  );

  const credentials = {
    params,
    description: 'The one before it ends at once, and so does its connection.',
    response: { 201: credentialSchema },
  };
  api.post(
    '/devices/:id/credentials',
    route('credentials.issue', 'Issue a new secret; it is shown this once', credentials),
    async (request, reply) => {
      const { id } = request.params;
      const issued = answered(await app.issueCredential(id));
      return reply.code(201).send({ ...issued, telemetryTopic: topicOf(id, 'telemetry') });
    },
  );
}
