import type { CountyStep } from '../../simulators/models/county.ts';
import type { FieldDevice } from '../../simulators/models/fleet.ts';
import type { FieldNode } from '../../simulators/network/field-node.ts';
import { eventfulCounty } from '../../simulators/scenarios/eventful-county.ts';
import type { TimedScenario } from '../../simulators/scenarios/timed-scenario.ts';
import type { WeatherSource } from '../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../simulators/weather/generator.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';

function node(id: string, kind: FieldNode['kind'], parentId: string | null): FieldNode {
  const ratingKva = kind === 'area' ? 400 : kind === 'substation' ? 10_000 : null;
  return { id, kind, parentId, ratingKva, latitude: 34.82, longitude: 114.82 };
}

/** Two feeders with three areas, of which one has a battery. */
export const nodes = [
  node('county', 'county', null),
  node('sub', 'substation', 'county'),
  node('north', 'feeder', 'sub'),
  node('south', 'feeder', 'sub'),
  node('stored', 'area', 'north'),
  node('plain', 'area', 'north'),
  node('far', 'area', 'south'),
];

export function device(
  id: string,
  kind: FieldDevice['kind'],
  nodeId: string,
  ratingKw: number | null,
): FieldDevice {
  return { id, name: id, kind, nodeId, ratingKw };
}

export function devices({ batteryKw = 150, pvKw = 60 } = {}): FieldDevice[] {
  return [
    device('gate', 'pcc_meter', 'county', 10_000),
    device('line-meter', 'pcc_meter', 'north', null),
    device('battery', 'battery', 'stored', batteryKw),
    ...['stored', 'plain', 'far'].flatMap((id) => [
      device(`${id}-meter`, 'transformer_meter', id, null),
      device(`${id}-pv`, 'pv', id, pvKw),
      device(`${id}-homes-1`, 'load', id, 60),
      device(`${id}-homes-2`, 'load', id, 60),
      device(`${id}-pump`, 'heat_pump', id, 40),
      device(`${id}-tank`, 'heat_store', id, 100),
    ]),
  ];
}

export function at(local: string): Instant {
  return instant(Date.parse(`${local}:00+08:00`));
}

export const site = { latitude: 34.82, longitude: 114.82 };

/** No cloud at all, whatever weather the seed makes. */
export function cloudless(): WeatherSource {
  const source = generatedWeather({ seed: 5, site });
  return { ...source, skyAt: (weather) => () => weather.clear };
}

interface StepOptions {
  readonly from: Instant;
  readonly hours: number;
  readonly weather?: WeatherSource;
  readonly batteryKw?: number;
  readonly pvKw?: number;
}

export function steps(
  scenarios: readonly TimedScenario[],
  { from, hours, weather, ...sizes }: StepOptions,
): CountyStep[] {
  const county = eventfulCounty(
    {
      ...{ devices: devices(sizes), nodes, site, seed: 5, timeZone: 'Asia/Shanghai' },
      ...(weather === undefined ? {} : { weather }),
    },
    scenarios,
  );
  let state = county.begin(from);
  const stepMs = 10 * minuteMs;
  return Array.from({ length: (hours * hourMs) / stepMs }, (_, index) => {
    const step = county.step(state, instant(from + (index + 1) * stepMs));
    state = step.state;
    return step;
  });
}

export function exactKw(step: CountyStep, id: string): number {
  return step.exact.get(id)?.values.powerKw ?? Number.NaN;
}
