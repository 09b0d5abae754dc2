/** What can go wrong with a simulated device. Strengths are shares of 1 unless the text says otherwise. */
export const faultKinds = {
  drop_out: { strength: 1, meaning: 'readings are lost; strength: the chance of each' },
  duplicate: { strength: 1, meaning: 'readings come twice; strength: the chance of each' },
  reorder: {
    strength: 1,
    meaning: 'a reading is overtaken by the next; strength: the chance of each pair',
  },
  delay: { strength: 60, meaning: 'readings come late; strength: by up to so many seconds' },
  garbage: { strength: 1, meaning: 'payloads are damaged; strength: the chance of each' },
  frozen_sensor: { strength: 1, meaning: 'values stay what they were, registers count on' },
  drift: { strength: 0.02, meaning: 'values drift away; strength: the share in an hour' },
  wrong_sign: { strength: 1, meaning: 'active and reactive power are turned round' },
  clock_skew: { strength: 120, meaning: "the device's clock is so many seconds ahead" },
  meter_reset: { strength: 1, meaning: 'registers begin at nought again at the time from' },
  refused_setpoint: { strength: 1, meaning: 'local mode; strength: the chance of each setpoint' },
  ignored_setpoint: { strength: 1, meaning: 'no answer; strength: the chance of each setpoint' },
  stuck_inverter: { strength: 1, meaning: 'the converter keeps the power that it has' },
} as const satisfies Record<string, { readonly strength: number; readonly meaning: string }>;

export type FaultKind = keyof typeof faultKinds;

/** What can befall the county as a whole; its weather, people and network act on these. */
export const scenarioKinds = [
  'storm_day',
  'cloud_front',
  'cold_spell',
  'spring_festival',
  'heat_pump_failure',
  'feeder_outage',
] as const;

export type ScenarioKind = (typeof scenarioKinds)[number];

/** Faults whose strength is a chance. */
export const chanceFaults: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'drop_out',
  'duplicate',
  'reorder',
  'garbage',
  'refused_setpoint',
  'ignored_setpoint',
]);

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}
