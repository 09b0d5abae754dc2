/** How commands that talk to a running service find it, sign in, and tell its troubles. */
import type { Log } from '../../service/ports.ts';
import { ApiClient } from '../api-client.ts';
import type { Config } from '../config/config.ts';
import { keptFile, readKept } from '../demonstration.ts';
import { type Command, type OptionValues, textOf } from './command.ts';

/** Troubles of connections that are told one by one. */
const troublesToldMax = 20;

export const serviceOptions: Command['options'] = {
  url: { type: 'string', help: 'address of the service (default: the demonstration here)' },
  mqtt: { type: 'string', help: 'address of the broker (default: that of the demonstration)' },
};

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A log for the person at the terminal; the progress goes on below what it says. */
export function terminalLog(): Log {
  let told = 0;
  const tell = (facts: object, message: string): void => {
    told += 1;
    if (told > troublesToldMax) return;
    const device = 'deviceId' in facts ? `${facts.deviceId}: ` : '';
    const last = told === troublesToldMax ? '\nFurther troubles are not told.' : '';
    process.stderr.write(`\n${device}${message}${last}\n`);
  };
  return { info: () => {}, warn: tell, error: tell };
}

export interface Connection {
  readonly api: ApiClient;
  readonly url: string;
  readonly mqttUrl: string;
}

/** A token of the environment, or the sign-in of a demonstration on this machine. */
export async function connect(config: Config, options: OptionValues): Promise<Connection> {
  const kept = readKept(keptFile(config));
  const { http, mqtt } = config;
  const url = textOf(options, 'url') ?? kept?.consoleUrl ?? `http://${http.host}:${http.port}`;
  const broker = mqtt.mode === 'external' ? mqtt.url : `mqtt://${mqtt.host}:${mqtt.port}`;
  const mqttUrl = textOf(options, 'mqtt') ?? kept?.mqttUrl ?? broker;
  const token = process.env.PAULOWNIA_TOKEN;
  if (token !== undefined) return { api: ApiClient.withToken(url, token), url, mqttUrl };
  if (kept?.admin == null) {
    throw new Error(
      'No sign-in: start the demonstration first, or set PAULOWNIA_TOKEN to a token of an operator.',
    );
  }
  return { api: await ApiClient.signIn(url, kept.admin), url, mqttUrl };
}
