import { instant } from '../domain/instant.ts';
import { fail, type Outcome } from '../domain/outcome.ts';
import type { WeatherFault, WeatherRun, WeatherSource } from '../service/forecast-ports.ts';
import { readOpenMeteo } from './open-meteo-answer.ts';
import { variables } from './open-meteo-variables.ts';

/** A service that does not answer by then is asked again later. */
const patienceMs = 20_000;
const answerBytesMax = 4 * 1_048_576;
/** Yesterday, so that what was just forecast can be compared, and four days to come. */
const pastDays = 1;
const forecastDays = 5;

export interface OpenMeteoOptions {
  readonly id: string;
  /** Address of the forecast interface, such as `https://api.open-meteo.com/v1/forecast`. */
  readonly url: string;
  readonly place: WeatherRun['place'];
  /** For those who pay for the service; sent as `apikey`, never logged. */
  readonly apiKey?: string;
  /** Weather model by the service's name for it; its own choice if left out. */
  readonly model?: string;
  /** The clock when an answer has arrived. */
  readonly now: () => number;
}

/** Weather forecasts over HTTP, from Open-Meteo or a service of the same shape. */
export function openMeteoSource(options: OpenMeteoOptions): WeatherSource {
  const address = addressOf(options);
  const source = new URL(options.url).host;
  return {
    id: options.id,
    fetch: async () => {
      const body = await read(address);
      if ('fault' in body) {
        const { fault, ...rest } = body;
        return fail({ ...rest, detail: `The weather service at ${source} ${fault}` });
      }
      const receipt = { sourceId: options.id, receivedAt: instant(options.now()) };
      return runOf(body.text, receipt, source);
    },
  };
}

function addressOf({ url, place, apiKey, model }: OpenMeteoOptions): URL {
  const address = new URL(url);
  const query = address.searchParams;
  query.set('latitude', String(place.latitude));
  query.set('longitude', String(place.longitude));
  query.set('hourly', Object.keys(variables).join(','));
  query.set('wind_speed_unit', 'ms');
  query.set('timeformat', 'unixtime');
  query.set('timezone', 'GMT');
  query.set('past_days', String(pastDays));
  query.set('forecast_days', String(forecastDays));
  if (model !== undefined) query.set('models', model);
  if (apiKey !== undefined) query.set('apikey', apiKey);
  return address;
}

type Body = { readonly text: string } | { readonly retryable: boolean; readonly fault: string };

async function read(address: URL): Promise<Body> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) });
    const text = await boundedText(response);
    if (text === null) return { retryable: false, fault: 'answers more than 4 MB.' };
    if (response.ok) return { text };
    const { status } = response;
    const retryable = status === 429 || status >= 500;
    return { retryable, fault: `answers ${status}: ${reasonOf(text)}` };
  } catch (error) {
    return { retryable: true, fault: `cannot be reached: ${causeOf(error)}` };
  }
}

/** The text of an answer; null where it is too long. */
async function boundedText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What the service says of a refusal; its first characters where it is no JSON. */
function reasonOf(text: string): string {
  try {
    const { reason } = JSON.parse(text) as { reason?: unknown };
    if (typeof reason === 'string') return reason.slice(0, 200);
  } catch {
    // Not every proxy in between answers JSON.
  }
  return text.slice(0, 80);
}

/** The address may hold a key, so that only the cause is told. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return `no answer within ${patienceMs / 1_000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the request failed';
}

function runOf(
  text: string,
  receipt: { sourceId: string; receivedAt: ReturnType<typeof instant> },
  source: string,
): Outcome<WeatherRun, WeatherFault> {
  const run = readOpenMeteo(parsed(text), receipt);
  if (run.ok) return run;
  return fail({
    retryable: false,
    detail: `The weather service at ${source} answers what cannot be used: ${run.fault}`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
