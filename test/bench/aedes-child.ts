/** The reference: aedes with a handler that does nothing. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { answerParent } from './child.ts';

const broker = await Aedes.createBroker({
  authorizePublish: (_client, _packet, done) => done(null),
});
const server = createServer(broker.handle);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();

const handlers = {
  port: () => (typeof address === 'object' ? (address?.port ?? 0) : 0),
  cpuUs: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};
export type AedesHandlers = typeof handlers;

answerParent(handlers);
