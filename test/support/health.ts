// What a service in a process of its own says of itself, asked from outside.
import type { PartCondition, Readiness } from '../../src/contract/http-health.ts';
import { type Answer, type Api, eventually } from './running-service.ts';

export type PartCheck = Readiness['parts'][number];

/** The part as `health/ready` shows it, once its condition is the wanted one. */
export async function untilCondition(
  api: Api,
  name: string,
  condition: PartCondition,
  timeoutMs?: number,
): Promise<{ readonly status: number; readonly part: PartCheck }> {
  const { status, body } = await eventually(
    () => api.get<Readiness>('/health/ready'),
    (answer) => partOf(answer, name)?.condition === condition,
    timeoutMs,
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
export async function untilStored(api: Api, timeoutMs?: number): Promise<void> {
  await eventually(
    () => metric(api, 'paulownia_store_backlog_bytes'),
    (bytes) => bytes === 0,
    timeoutMs,
  );
}
