// What a service in a process of its own says of itself, asked from outside.
import type { PartCondition, Readiness } from '../../src/contract/http-health.ts';
import { type Answer, type Api, eventually } from './running-service.ts';

export type PartCheck = Readiness['parts'][number];

/** What is awaited here may take its time: the machine has other things to do as well. */
const patienceMs = 60_000;

/** Asks until the answer is as wanted, and gives up late. */
export function patiently<Value>(
  ask: () => Value | Promise<Value>,
  wanted: (value: Value) => boolean,
): Promise<Value> {
  return eventually(ask, wanted, patienceMs);
}

/** The part as `health/ready` shows it, once its condition is the wanted one. */
export async function untilCondition(
  api: Api,
  name: string,
  condition: PartCondition,
): Promise<{ readonly status: number; readonly part: PartCheck }> {
  const { status, body } = await patiently(
    () => api.get<Readiness>('/health/ready'),
    (answer) => partOf(answer, name)?.condition === condition,
  );
  const part = body.parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(`there is no part ${name}`);
  return { status, part };
}

function partOf({ body }: Answer<Readiness>, name: string): PartCheck | undefined {
  return body.parts.find((part) => part.name === name);
}

/** A metric's value; NaN where the service does not tell it. */
export async function metric(api: Api, name: string): Promise<number> {
  const { body } = await api.get<string>('/metrics');
  const line = body.split('\n').find((text) => text.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.slice(name.length + 1));
}

/** Resolves when the store has all that was acknowledged. */
export async function untilStored(api: Api): Promise<void> {
  await patiently(
    () => metric(api, 'paulownia_store_backlog_bytes'),
    (bytes) => bytes === 0,
  );
}
