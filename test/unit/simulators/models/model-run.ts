import type { Order } from '../../../../simulators/control/order.ts';
import { localMoment } from '../../../../simulators/models/calendar.ts';
import type {
  DeviceModel,
  ModelState,
  ModelStep,
  SimulatedDevice,
} from '../../../../simulators/models/device-model.ts';
import type { CountyWeather } from '../../../../simulators/weather/county-weather.ts';
import { hourMs, type Instant, instant } from '../../../../src/domain/instant.ts';

const timeZone = 'Asia/Shanghai';

const calm: Omit<CountyWeather, 'at'> = {
  sun: {
    zenithDeg: 120,
    apparentZenithDeg: 120,
    azimuthDeg: 0,
    equationOfTimeMin: 0,
    distanceAu: 1,
  },
  extraWm2: 1_360,
  clear: { ghiWm2: 0, dniWm2: 0, dhiWm2: 0 },
  cloudRatio: 0.3,
  cloudMotion: { eastMps: 8, northMps: -3 },
  tempC: 18,
  windSpeedMps: 3,
  windDirectionDeg: 30,
  shearExponent: 0.2,
  humidityPct: 55,
  pressureHpa: 1_006,
  rainMmPerH: 0,
  snowMmPerH: 0,
};

export interface RunOptions {
  readonly device: SimulatedDevice;
  readonly model: DeviceModel;
  /** Local time of the first step, such as 2026-04-14T00:00. */
  readonly from: string;
  readonly hours: number;
  readonly stepH?: number;
  readonly state?: ModelState;
  readonly weather?: (hour: number) => Partial<CountyWeather>;
  readonly order?: (hour: number) => Order | null;
  readonly nodeNetKw?: number;
  readonly stuck?: (hour: number) => boolean;
}

export function timeOf(local: string): Instant {
  return instant(Date.parse(`${local}+08:00`));
}

/** The steps of one device on its own; hours are counted from the first step. */
export function modelRun(options: RunOptions): ModelStep[] {
  const { device, model, from, hours, stepH = 0.25 } = options;
  const steps: ModelStep[] = [];
  let state = options.state ?? {};
  for (let index = 0; index <= Math.round(hours / stepH); index += 1) {
    const hour = index * stepH;
    const at = instant(timeOf(from) + hour * hourMs);
    const step = model(device, state, {
      weather: { ...calm, at, ...options.weather?.(hour) },
      local: localMoment(at, timeZone),
      hours: index === 0 ? 0 : stepH,
      skyOver: () => calm.clear,
      voltagePu: 1,
      frequencyHz: 50,
      nodeNetKw: options.nodeNetKw ?? 0,
      order: options.order?.(hour) ?? null,
      stuck: options.stuck?.(hour) ?? false,
    });
    state = step.state;
    steps.push(step);
  }
  return steps;
}

export function deviceOf(
  kind: SimulatedDevice['kind'],
  ratingKw: number,
  own: Partial<SimulatedDevice> = {},
): SimulatedDevice {
  return {
    id: 'one',
    kind,
    nodeId: 'node',
    ratingKw,
    place: { eastM: 0, northM: 0 },
    seed: 7,
    use: 'household',
    nominalV: 230,
    ...own,
  };
}

export function powersOf(steps: readonly ModelStep[]): number[] {
  return steps.map(({ values }) => values.powerKw ?? Number.NaN);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
