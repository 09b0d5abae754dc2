import { z } from 'zod';
import { readinessSchema } from '../../contract/http-health.ts';
import { type Api, type HttpParts, route } from '../parts.ts';

export function healthRoutes(api: Api, { app }: HttpParts): void {
  const live = route('health.live', 'Whether the service answers at all', {
    response: { 200: z.object({ status: z.literal('live') }) },
  });
  // An overloaded service is alive; a supervisor that restarts it would make things worse.
  const evenUnderPressure = {
    ...live.config,
    pressureHandler: () => {},
    rateLimit: false as const,
  };
  api.get('/health/live', { ...live, config: evenUnderPressure }, () => ({
    status: 'live' as const,
  }));

  const ready = route('health.ready', 'Whether every part does its work', {
    response: { 200: readinessSchema, 503: readinessSchema },
  });
  api.get('/health/ready', ready, async (_request, reply) => {
    const readiness = await app.readiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });

  const state = {
    description: 'As `/health/ready`, for pages: a part that does not work is no failed request.',
    response: { 200: readinessSchema },
  };
  api.get('/health', route('health.ready', 'What works, and what waits for the store', state), () =>
    app.readiness(),
  );
}
