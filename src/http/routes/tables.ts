import { z } from 'zod';
import {
  curveSchema,
  idSchema,
  rangeQuerySchema,
  readingsQuerySchema,
  readingsSchema,
  resolutions,
} from '../../contract/http.ts';
import { dayMs, instant } from '../../domain/instant.ts';
import type { TableQuery } from '../../service/application.ts';
import { readingsRangeMsMax } from '../../service/range-limits.ts';
import { type Api, type HttpParts, route, scope } from '../parts.ts';
import { answered } from '../problem-error.ts';

const params = z.object({ id: idSchema });
const csv = { 'text/csv': { schema: z.string() } };

export function tableRoutes(api: Api, { app, tables }: HttpParts): void {
  const readings = {
    params,
    querystring: readingsQuerySchema,
    description: `Longest ranges: ${rangesText}.`,
    response: { 200: tableAnswer(readingsSchema) },
  };
  api.get(
    '/devices/:id/readings',
    route('readings.read', "A device's readings, raw or as slots", readings),
    async (request, reply) => {
      const { format, points, ...range } = request.query;
      const query = { ...rangeOf(range), points: points?.split(',') ?? null };
      await tables(reply, {
        head: { device: request.params.id, resolution: range.resolution },
        format,
        table: () => answered(app.readings(scope(request), request.params.id, query)),
      });
      return reply;
    },
  );

  const curve = {
    params,
    querystring: rangeQuerySchema,
    response: { 200: tableAnswer(curveSchema) },
  };
  api.get(
    '/nodes/:id/curve',
    route('curves.read', 'The balance of a node or cooperative over time', curve),
    async (request, reply) => {
      const { format, ...range } = request.query;
      await tables(reply, {
        head: { node: request.params.id, resolution: range.resolution },
        format,
        table: async () =>
          answered(await app.curve(scope(request), request.params.id, rangeOf(range))),
      });
      return reply;
    },
  );
}

const rangesText = resolutions
  .map((resolution) => `${resolution} ${readingsRangeMsMax[resolution] / dayMs} days`)
  .join(', ');

function tableAnswer<Schema>(schema: Schema) {
  return {
    description: 'Rows under named columns',
    content: { 'application/json': { schema }, ...csv },
  };
}

function rangeOf(query: {
  from: string;
  to: string;
  resolution: TableQuery['resolution'];
}): TableQuery {
  return {
    from: instant(Date.parse(query.from)),
    to: instant(Date.parse(query.to)),
    resolution: query.resolution,
  };
}
