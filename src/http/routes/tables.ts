import { z } from 'zod';
import {
  curveSchema,
  idSchema,
  type Resolution,
  rangeQuerySchema,
  readingsQuerySchema,
  readingsSchema,
  resolutions,
} from '../../contract/http.ts';
import { instant } from '../../domain/instant.ts';
import type { TableQuery } from '../../service/application.ts';
import { curveRangeMsMax, lengthText, readingsRangeMsMax } from '../../service/range-limits.ts';
import { type Api, type HttpParts, route, scope } from '../parts.ts';
import { answered } from '../problem-error.ts';

const params = z.object({ id: idSchema });
const csv = { 'text/csv': { schema: z.string() } };

export function tableRoutes(api: Api, { app, tables }: HttpParts): void {
  const readings = {
    params,
    querystring: readingsQuerySchema,
    description:
      'Columns `at`, `quality`, `reasons`, `completeness` and the points; registers become the energy ' +
      `of a slot. \`points\` are names with commas between. Longest ranges: ${rangesText(readingsRangeMsMax)}.`,
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
    description:
      'Means in kW of slots that are labelled by their start. Generation, discharge and import are ' +
      'positive, and so is consumption of loads, heat pumps and chargers; the residual is supply less ' +
      `use. \`completeness\` is the share that was measured. Longest ranges: ${rangesText(curveRangeMsMax)}.`,
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

function rangesText(rangeMsMax: Readonly<Record<Resolution, number>>): string {
  return resolutions
    .filter((resolution) => rangeMsMax[resolution] > 0)
    .map((resolution) => `${resolution} ${lengthText(rangeMsMax[resolution])}`)
    .join(', ');
}

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
