import { z } from 'zod';
import {
  type QuarantineView,
  quarantineListSchema,
  quarantineQuerySchema,
  replayResultSchema,
} from '../../contract/http.ts';
import type { QuarantineEntry } from '../../service/ports.ts';
import { type Api, type HttpParts, route } from '../parts.ts';
import { answered } from '../problem-error.ts';

export function quarantineRoutes(api: Api, { app }: HttpParts): void {
  const list = {
    querystring: quarantineQuerySchema,
    description: 'Page on with `before`, the id of the last entry that was seen.',
    response: { 200: quarantineListSchema },
  };
  api.get(
    '/quarantine',
    route('quarantine.read', 'Messages that could not be read, newest first', list),
    (request) => {
      const { before = null, code = null, limit } = request.query;
      const items = app.quarantine.list({ before, code, limit }).map(viewOf);
      return { ...app.quarantine.stats(), items };
    },
  );

  const replay = {
    params: z.object({ id: z.coerce.number().int().min(1) }),
    description:
      'After a correction of a profile or a registration. It takes the ordinary way, with the time at which it first came.',
    response: { 200: replayResultSchema },
  };
  api.post(
    '/quarantine/:id/replay',
    route('quarantine.replay', 'Read a kept message once more', replay),
    (request) => answered(app.replayQuarantined(request.params.id)),
  );
}

const text = new TextDecoder('utf-8');

function viewOf({ payload, ...entry }: QuarantineEntry): QuarantineView {
  return {
    ...entry,
    at: new Date(entry.at).toISOString(),
    payloadText: text.decode(payload),
    replayedAt: entry.replayedAt === null ? null : new Date(entry.replayedAt).toISOString(),
  };
}
