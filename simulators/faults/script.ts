/** Scripts of what goes wrong in a simulated county, as YAML or JSON. */
import { z } from 'zod';
import { epochMsOf } from '../../src/contract/measured-at.ts';
import { readYaml, type YamlFault, type YamlText } from '../../src/contract/yaml-source.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/domain/instant.ts';
import { fail, type Outcome, succeed } from '../../src/domain/outcome.ts';
import {
  chanceFaults,
  type FaultKind,
  faultKinds,
  isFaultKind,
  scenarioKinds,
} from './fault-kinds.ts';

const entriesMax = 10_000;

/** An instant, or a time after the begin of the simulation. */
export type ScriptTime =
  | { readonly type: 'at'; readonly epochMs: number }
  | { readonly type: 'after'; readonly ms: number };

const unitMs: Readonly<Record<string, number>> = {
  s: secondMs,
  min: minuteMs,
  h: hourMs,
  d: dayMs,
};

const time = z.union([z.string(), z.number()]).transform((value, context): ScriptTime => {
  const [, amount, unit = ''] = /^\+ ?(\d+(?:\.\d+)?) ?(s|min|h|d)$/.exec(String(value)) ?? [];
  if (amount !== undefined) return { type: 'after', ms: Number(amount) * (unitMs[unit] ?? 0) };
  const epochMs = epochMsOf(value);
  if (!Number.isNaN(epochMs)) return { type: 'at', epochMs };
  const message = 'must be a time such as 2026-07-01T12:00:00+08:00, or +90 min after the begin';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** An id in which * stands for anything, kind:pv, or node:area-1. */
const selector = z
  .string()
  .regex(/^(kind:|node:)?[A-Za-z0-9._*-]+$/, 'must be an id, kind:<kind> or node:<node>');

const span = {
  from: time,
  to: time.optional(),
  strength: z.number().optional(),
};

const faultNames = Object.keys(faultKinds).filter(isFaultKind);

const faultEntry = z
  .strictObject({
    fault: z.enum(faultNames),
    devices: z.union([selector, z.array(selector).min(1)]),
    /** Share of these devices that have it; chosen by the seed. */
    share: z.number().min(0).max(1).default(1),
    ...span,
  })
  .refine(
    ({ fault, strength = 0 }) => !chanceFaults.has(fault) || (strength >= 0 && strength <= 1),
    { path: ['strength'], message: 'is a chance, from 0 to 1' },
  );

const scenarioEntry = z.strictObject({
  scenario: z.enum(scenarioKinds),
  /** Where it happens; all of the county if left out. */
  nodes: z.array(z.string()).min(1).optional(),
  ...span,
});

/** The branch that an entry means is known by its key, so that its faults are told and no others. */
const entry = z.unknown().transform((value, context) => {
  const isScenario = typeof value === 'object' && value !== null && 'scenario' in value;
  const parsed = (isScenario ? scenarioEntry : faultEntry).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return z.NEVER;
});

const scriptSchema = z.strictObject({
  seed: z.number().int().default(1),
  entries: z.array(entry).max(entriesMax),
});

type Entry = z.output<typeof faultEntry> | z.output<typeof scenarioEntry>;

export interface FaultEntry {
  readonly fault: FaultKind;
  readonly selectors: readonly string[];
  readonly share: number;
  readonly from: ScriptTime;
  /** Null where it does not end. */
  readonly to: ScriptTime | null;
  readonly strength: number;
}

export interface ScenarioEntry {
  readonly scenario: (typeof scenarioKinds)[number];
  /** Null for all of the county. */
  readonly nodes: readonly string[] | null;
  readonly from: ScriptTime;
  readonly to: ScriptTime | null;
  /** 1 is what is usual for such an event. */
  readonly strength: number;
}

export interface FaultScript {
  readonly seed: number;
  readonly faults: readonly FaultEntry[];
  readonly scenarios: readonly ScenarioEntry[];
}

/** Reads a script; `source` is the file's name. All faults are listed, each with its line. */
export function parseFaultScript(
  text: string,
  source: string,
): Outcome<FaultScript, readonly YamlFault[]> {
  const yaml = readYaml(text, source);
  if (!yaml.ok) return yaml;
  const parsed = scriptSchema.safeParse(yaml.value.data);
  if (!parsed.success) {
    return fail(parsed.error.issues.map(({ path, message }) => yaml.value.faultAt(path, message)));
  }
  const { seed, entries } = parsed.data;
  const faults = orderFaults(entries, yaml.value);
  if (faults.length > 0) return fail(faults);
  return succeed({
    seed,
    faults: entries.flatMap((item) => ('fault' in item ? [asFault(item)] : [])),
    scenarios: entries.flatMap((item) => ('scenario' in item ? [asScenario(item)] : [])),
  });
}

/** An end before its begin; a time after the begin of the simulation cannot be compared with an instant. */
function orderFaults(entries: readonly Entry[], yaml: YamlText): YamlFault[] {
  return entries.flatMap(({ from, to }, index) => {
    if (to === undefined || from.type !== to.type || msOf(to) > msOf(from)) return [];
    return [yaml.faultAt(['entries', index, 'to'], 'is not after from')];
  });
}

function msOf(at: ScriptTime): number {
  return at.type === 'at' ? at.epochMs : at.ms;
}

function asFault(item: z.output<typeof faultEntry>): FaultEntry {
  const { fault, devices, share, from, to = null } = item;
  const selectors = typeof devices === 'string' ? [devices] : devices;
  return {
    fault,
    selectors,
    share,
    from,
    to,
    strength: item.strength ?? faultKinds[fault].strength,
  };
}

function asScenario(item: z.output<typeof scenarioEntry>): ScenarioEntry {
  const { scenario, nodes = null, from, to = null, strength = 1 } = item;
  return { scenario, nodes, from, to, strength };
}
