/** Open consoles: each follows the county's curve, and every fourth one a device beside it. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { deviceId } from './bench-county.ts';
import { answerParent } from './child.ts';

export interface ConsoleOptions {
  readonly url: string;
  readonly token: string;
  readonly consoles: number;
}

const devicePageShare = 4;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const open: IncomingMessage[] = [];
let events = 0;
let bytes = 0;

function follow(url: string, token: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } });
    request.once('error', reject);
    request.once('response', (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`a console was answered ${response.statusCode}`));
    });
  });
}

const handlers = {
  async open({ url, token, consoles }: ConsoleOptions): Promise<void> {
    for (let console = 0; console < consoles; console += 1) {
      const device = console % devicePageShare === 0 ? `&device=${deviceId('pv', console)}` : '';
      const response = await follow(`${url}/api/v1/live?node=lankao${device}`, token);
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        bytes += text.length;
        events += text.split('\nevent: ').length - 1;
      });
      // What broke off shows in the events that are missing.
      response.on('error', () => undefined);
      open.push(response);
    }
  },
  received: () => ({ events, bytes }),
  close(): void {
    for (const response of open) response.destroy();
  },
};
export type ConsoleHandlers = typeof handlers;

answerParent(handlers);
