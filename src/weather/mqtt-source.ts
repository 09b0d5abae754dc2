import { connect, type MqttClient } from 'mqtt';
import type { Instant } from '../domain/instant.ts';
import { fail, type Outcome } from '../domain/outcome.ts';
import type { WeatherRun, WeatherSource } from '../service/forecast-ports.ts';
import { readOpenMeteo } from './open-meteo-answer.ts';

/** A broker that has not delivered by then is asked again later. */
const patienceMs = 20_000;
const messageBytesMax = 4 * 1_048_576;

export interface MqttWeatherOptions {
  readonly id: string;
  /** Address of the broker, `mqtt://…` or `mqtts://…`. */
  readonly url: string;
  /** One topic, without wildcards, on which the newest run is retained. */
  readonly topic: string;
  readonly username?: string;
  /** Never logged. */
  readonly password?: string;
}

/**
 * Weather forecasts that another program publishes, retained, to a broker: JSON in the shape of
 * Open-Meteo. Each look signs in, takes the retained message and leaves, so that a broker which was
 * away is no different from one that is slow. The message has to say when its model ran
 * (`issued_at`): a retained message does not tell how old it is.
 */
export function mqttWeatherSource(options: MqttWeatherOptions): WeatherSource {
  const where = `at ${new URL(options.url).host}, topic ${options.topic},`;
  const faulty = (retryable: boolean, what: string) =>
    fail({ retryable, detail: `The weather ${where} ${what}` });
  return {
    id: options.id,
    fetch: async (now: Instant) => {
      let payload: Buffer;
      try {
        payload = await retainedMessage(options);
      } catch (error) {
        return faulty(true, `did not come: ${error instanceof Error ? error.message : 'unknown'}.`);
      }
      if (payload.length > messageBytesMax) return faulty(false, 'is larger than 4 MB.');
      const run = runOf(payload, { sourceId: options.id, receivedAt: now });
      return run.ok ? run : faulty(false, `cannot be used: ${run.fault}`);
    },
  };
}

function runOf(
  payload: Buffer,
  receipt: { readonly sourceId: string; readonly receivedAt: Instant },
): Outcome<WeatherRun, string> {
  const answer = parsed(payload.toString('utf8'));
  const isDated = typeof answer === 'object' && answer !== null && 'issued_at' in answer;
  if (!isDated) return fail('issued_at: missing, the time at which the model ran, as ISO 8601');
  return readOpenMeteo(answer, receipt);
}

async function retainedMessage({ url, topic, username, password }: MqttWeatherOptions) {
  const client = connect(url, {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...{
      reconnectPeriod: 0,
      resubscribe: false,
      connectTimeout: patienceMs,
      clean: true,
      protocolVersion: 5,
    },
  });
  try {
    return await firstMessage(client, topic);
  } finally {
    client.end(true);
  }
}

function firstMessage(client: MqttClient, topic: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new Error(why));
    AbortSignal.timeout(patienceMs).addEventListener('abort', () => {
      refuse(`nothing retained within ${patienceMs / 1_000} s; its publisher has to set retain`);
    });
    client.on('message', (_, payload) => resolve(payload));
    client.on('error', reject);
    client.on('close', () => refuse('the broker is not there, or closed the connection'));
    client.on('connect', () => {
      client.subscribe(topic, { qos: 1 }, (error, granted) => {
        const isRefused = granted?.some(({ qos }) => qos > 2) ?? false;
        if (error !== null || isRefused) refuse('the broker does not grant the topic');
      });
    });
  });
}

/** Null for what is no JSON: it is told like any other wrong content. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
