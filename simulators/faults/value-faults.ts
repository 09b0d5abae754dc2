import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../src/domain/device.ts';
import { hourMs } from '../../src/domain/instant.ts';
import { type DeviceFault, isActive } from './device-faults.ts';

export type Values = Readonly<Record<string, number>>;

/** What faults of values remember of a device from one reading to the next; kept over a restart. */
export type FaultMemory = Values;

export interface FaultyValues {
  readonly values: Values;
  readonly memory: FaultMemory;
}

const turnedPoints = new Set(['powerKw', 'reactivePowerKvar']);
const registersByKind = new Map<DeviceKind, ReadonlySet<string>>();

function registersOf(kind: DeviceKind): ReadonlySet<string> {
  const known = registersByKind.get(kind);
  if (known !== undefined) return known;
  const names = kindSpecOf(kind).points.flatMap(({ name, register }) => (register ? [name] : []));
  const registers = new Set(names);
  registersByKind.set(kind, registers);
  return registers;
}

/** What a faulty device makes of its values at `at`. */
export function faultyValues(
  before: FaultyValues,
  faults: readonly DeviceFault[],
  { kind, at }: { readonly kind: DeviceKind; readonly at: number },
): FaultyValues {
  const registers = registersOf(kind);
  let { values, memory } = before;
  if (!faults.some((fault) => fault.kind === 'frozen_sensor' && isActive(fault, at))) {
    memory = without(memory, 'frozen ');
  }
  for (const fault of faults) {
    if (fault.kind === 'meter_reset') {
      if (at >= fault.from) ({ values, memory } = reset({ values, memory }, fault, registers));
    } else if (isActive(fault, at)) {
      ({ values, memory } = valueFault({ values, memory }, fault, { at, registers }));
    }
  }
  return { values, memory };
}

function valueFault(
  { values, memory }: FaultyValues,
  fault: DeviceFault,
  { at, registers }: { readonly at: number; readonly registers: ReadonlySet<string> },
): FaultyValues {
  switch (fault.kind) {
    case 'frozen_sensor': {
      const frozen = remembered({ values, memory }, 'frozen ', (name) => !registers.has(name));
      return {
        values: changed(values, (name, value) => frozen[`frozen ${name}`] ?? value),
        memory: frozen,
      };
    }
    case 'drift': {
      const factor = 1 + (fault.strength * (at - fault.from)) / hourMs;
      const drifted = changed(values, (name, value) =>
        registers.has(name) ? value : value * factor,
      );
      return { values: drifted, memory };
    }
    case 'wrong_sign': {
      const turned = changed(values, (name, value) => (turnedPoints.has(name) ? 0 - value : value));
      return { values: turned, memory };
    }
    default:
      return { values, memory };
  }
}

/** Registers count from what they were when the meter began anew. */
function reset(
  { values, memory }: FaultyValues,
  { from }: DeviceFault,
  registers: ReadonlySet<string>,
): FaultyValues {
  const prefix = `reset ${from} `;
  const known = remembered({ values, memory }, prefix, (name) => registers.has(name));
  const counted = changed(values, (name, value) => value - (known[prefix + name] ?? 0));
  return { values: counted, memory: known };
}

function changed(values: Values, change: (name: string, value: number) => number): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(name, value)]),
  );
}

/** The memory with the values that it does not have yet. */
function remembered(
  { values, memory }: FaultyValues,
  prefix: string,
  isWanted: (name: string) => boolean,
): FaultMemory {
  const fresh = Object.entries(values).filter(
    ([name]) => isWanted(name) && memory[prefix + name] === undefined,
  );
  if (fresh.length === 0) return memory;
  return {
    ...memory,
    ...Object.fromEntries(fresh.map(([name, value]) => [prefix + name, value])),
  };
}

function without(memory: FaultMemory, prefix: string): FaultMemory {
  const kept = Object.entries(memory).filter(([name]) => !name.startsWith(prefix));
  return Object.fromEntries(kept);
}
