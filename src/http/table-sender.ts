import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { TableAnswer } from '../service/application.ts';
import type { Log } from '../service/ports.ts';
import { placesFor } from './at-once.ts';
import { csvTextOf, jsonTextOf } from './table-text.ts';

export interface TableToSend {
  /** What stands before the columns, and names the file. */
  readonly head: Readonly<Record<string, string>>;
  readonly format: 'json' | 'csv';
  /** Asked for once there is a place for the answer. */
  readonly table: () => TableAnswer | Promise<TableAnswer>;
}

export type TableSender = (reply: FastifyReply, answer: TableToSend) => Promise<FastifyReply>;

/**
 * Sends tables as they are made, no faster than the client reads them. The first page is waited for,
 * so that a store that does not answer becomes a problem; when it fails later the connection breaks
 * off, which clients notice.
 */
export function tableSender(options: { atOnceMax: number; log: Log }): TableSender {
  const takePlace = placesFor('tables', options.atOnceMax);
  return async (reply, { head, format, table }) => {
    const giveBack = takePlace();
    try {
      const ready = await withFirstPage(await table());
      const text = format === 'csv' ? csvTextOf(ready) : jsonTextOf(head, ready);
      const stream = Readable.from(text, { objectMode: false });
      stream.once('close', giveBack);
      stream.once('error', (error) => {
        options.log.error({ ...head, error: String(error) }, 'A table broke off while it was sent');
      });
      if (format === 'csv') {
        const name = Object.values(head).join('_');
        reply.header('content-disposition', `attachment; filename="${name}.csv"`);
      }
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
        .send(stream);
    } catch (error) {
      giveBack();
      throw error;
    }
  };
}

async function withFirstPage(table: TableAnswer): Promise<TableAnswer> {
  const pages = table.pages[Symbol.asyncIterator]();
  const first = await pages.next();
  const all = async function* () {
    try {
      for (let page = first; page.done !== true; page = await pages.next()) yield page.value;
    } finally {
      await pages.return?.();
    }
  };
  return { columns: table.columns, pages: all() };
}
