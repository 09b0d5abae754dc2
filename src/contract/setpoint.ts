/** Setpoints: what a device is asked to do, from us to the device. */
import { z } from 'zod';
import { dayMs, hourMs, type Instant, instant } from '../domain/instant.ts';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import { excerpt, excerptOf } from './decode-faults.ts';
import { readJson } from './json-payload.ts';
import { epochMsOf } from './measured-at.ts';
import { isJsonObject } from './telemetry-fields.ts';

/** Longest setpoint, in bytes. */
export const setpointBytesMax = 2_048;
/** Longest time from issue to expiry, in ms: a device that nobody speaks to any more is soon free. */
export const setpointLifeMsMax = dayMs;
/** Largest power or ramp of a setpoint, either sign, in kW and kW/s. */
const powerKwMax = 1e6;

interface Command {
  /** Repeated in the acknowledgement; a repeated one is not applied twice. */
  readonly commandId: string;
  /** A setpoint that was issued before the newest one that the device took is refused. */
  readonly issuedAt: Instant;
}

/** `powerKw` has the sign of the measurement that it controls, the device's own `powerKw`. */
export interface PowerSetpoint extends Command {
  /** A limit narrows generation or consumption; a target is followed as far as the device can. */
  readonly mode: 'limit' | 'target';
  readonly powerKw: number;
  /** Fastest change in kW/s; null leaves it to the device. */
  readonly rampKwPerS: number | null;
  /** From then on the device goes back to its own safe behaviour. */
  readonly expiresAt: Instant;
}

/** Ends the setpoint in force before it expires. */
export interface Release extends Command {
  readonly mode: 'release';
}

export type Setpoint = PowerSetpoint | Release;
export type SetpointMode = PowerSetpoint['mode'];

export interface SetpointFault {
  /** Null where the payload names no command, which then cannot be answered. */
  readonly commandId: string | null;
  /** One sentence for each thing that is wrong. */
  readonly detail: string;
}

const time = z.unknown().transform((value, context) => {
  const epochMs = epochMsOf(value);
  if (!Number.isNaN(epochMs)) return instant(epochMs);
  context.addIssue({ code: 'custom', message: timeFault(value) });
  return z.NEVER;
});

function timeFault(value: unknown): string {
  return value === undefined
    ? 'it is missing'
    : `${excerptOf(value)} is no time in ISO 8601 with its zone, nor in epoch milliseconds`;
}

const command = {
  commandId: z.string().min(1).max(64),
  issuedAt: time,
};

const powerFields = {
  ...command,
  powerKw: z.number().min(-powerKwMax).max(powerKwMax),
  rampKwPerS: z.number().positive().max(powerKwMax).nullish(),
  expiresAt: time,
};

const setpointSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('limit'), ...powerFields }),
  z.object({ mode: z.literal('target'), ...powerFields }),
  z.object({ mode: z.literal('release'), ...command }),
]);

/** What a device reads on its setpoint topic. Further fields are ignored. */
export function readSetpoint(payload: Uint8Array): Outcome<Setpoint, SetpointFault> {
  const json = readJson(payload, setpointBytesMax);
  if (!json.ok) return fail({ commandId: null, detail: json.fault.detail });
  const parsed = setpointSchema.safeParse(json.value);
  const commandId = commandIdOf(json.value);
  if (!parsed.success) {
    return fail({ commandId, detail: parsed.error.issues.map(faultText).join(' ') });
  }
  if (parsed.data.mode === 'release') return succeed(parsed.data);
  const { rampKwPerS = null, ...rest } = parsed.data;
  const lifeMs = rest.expiresAt - rest.issuedAt;
  const lifeFault = lifeFaultOf(lifeMs);
  return lifeFault === null
    ? succeed({ ...rest, rampKwPerS })
    : fail({ commandId, detail: lifeFault });
}

function lifeFaultOf(lifeMs: number): string | null {
  if (lifeMs <= 0) return 'expiresAt is not after issuedAt.';
  if (lifeMs <= setpointLifeMsMax) return null;
  return `expiresAt is more than ${setpointLifeMsMax / hourMs} h after issuedAt.`;
}

function faultText({ path, message }: z.core.$ZodIssue): string {
  const field = path.length === 0 ? 'The setpoint' : `The field ${excerpt(path.join('.'))}`;
  return `${field} does not fit: ${message}.`;
}

function commandIdOf(payload: unknown): string | null {
  if (!isJsonObject(payload)) return null;
  const id = command.commandId.safeParse(payload.commandId);
  return id.success ? id.data : null;
}

/** The payload of a setpoint, times in ISO 8601. What a device would refuse to read is our bug. */
export function setpointPayload(setpoint: Setpoint): string {
  const { commandId, mode } = setpoint;
  const issuedAt = isoOf(setpoint.issuedAt);
  if (setpoint.mode === 'release') return JSON.stringify({ commandId, mode, issuedAt });
  const { powerKw, rampKwPerS, expiresAt } = setpoint;
  const ramp = rampKwPerS === null ? {} : { rampKwPerS };
  return JSON.stringify({
    commandId,
    mode,
    powerKw,
    ...ramp,
    issuedAt,
    expiresAt: isoOf(expiresAt),
  });
}

function isoOf(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}
