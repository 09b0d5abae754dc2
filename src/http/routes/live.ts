import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { liveQuerySchema } from '../../contract/http.ts';
import { mayDo } from '../../service/access.ts';
import { type Api, type HttpParts, route, scope } from '../parts.ts';
import { answered } from '../problem-error.ts';

export function liveRoutes(api: Api, { app, live, credentials }: HttpParts): void {
  const follow = route('live.follow', 'Live values as server-sent events', {
    querystring: liveQuerySchema,
    description:
      '`node` is what a node or cooperative does now, `device` the newest values of a device, each at ' +
      'most once a second; `stale` says that a resumed stream has a gap and the curve is to be read again.',
    response: {
      200: {
        description: 'Events `node`, `device` and `stale`; `Last-Event-ID` resumes',
        content: { 'text/event-stream': { schema: z.string() } },
      },
    },
  });
  api.get('/live', follow, (request, reply) => {
    const { node, device, lastEventId } = request.query;
    const subscription = {
      nodeId: node ?? null,
      deviceId: device ?? null,
      lastEventId: lastEventIdOf(request) ?? lastEventId ?? null,
    };
    const mine = scope(request);
    live.open(reply, {
      subscribe: (push) => answered(app.subscribe(mine, subscription, push)),
      stillAllowed: () => {
        const user = credentials.userOf(request);
        return user !== null && mayDo(user, 'live.follow');
      },
    });
  });
}

function lastEventIdOf({ headers }: FastifyRequest): number | null {
  const id = headers['last-event-id'];
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : null;
}
