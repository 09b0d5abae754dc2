import { backupListSchema, backupSchema } from '../../contract/http-backups.ts';
import { type Api, type HttpParts, route } from '../parts.ts';
import { answered } from '../problem-error.ts';

export function backupRoutes(api: Api, { backups }: HttpParts): void {
  const list = { response: { 200: backupListSchema } };
  api.get('/backups', route('backups.manage', 'Backups, the newest first', list), async () => ({
    items: await backups.list(),
  }));

  const begin = {
    description:
      'It goes on after the answer: ask the list for its state. Devices are acknowledged and stored meanwhile. The newest seven are kept.',
    response: { 202: backupSchema },
  };
  api.post(
    '/backups',
    route('backups.manage', 'Begin a backup of readings, registry and accounts', begin),
    async (_request, reply) => reply.code(202).send(answered(await backups.begin())),
  );
}
