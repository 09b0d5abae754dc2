import { z } from 'zod';
import { metricsText } from '../http-counters.ts';
import { type Api, type HttpParts, route } from '../parts.ts';

export function metricsRoutes(api: Api, { app, counters, live }: HttpParts): void {
  const metrics = route('metrics.read', 'Metrics in the text format of Prometheus', {
    response: {
      200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
    },
  });
  api.get('/metrics', metrics, async (_request, reply) => {
    const text = (await app.metrics()) + metricsText(counters, live.openCount);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  });
}
