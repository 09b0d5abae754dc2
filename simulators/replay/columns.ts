import type { DeviceKind } from '../../src/domain/device.ts';
import type { ProtocolFile } from './protocol.ts';

/** Where the values of a column go, and how they become the native unit and sign. */
export interface ColumnMeaning {
  readonly column: string;
  /** Which device of the file measures it; part of that device's id. */
  readonly role: string;
  readonly kind: DeviceKind;
  readonly point: string;
  readonly convert: (value: number) => number;
  /** The column counts up within each day of UTC: its values are differences. */
  readonly accumulated?: true;
  /** The other half of a wind vector; `convert` is then given by both. */
  readonly northColumn?: string;
  /** Nameplate in kW, where the protocol states one. */
  readonly ratingKw?: number;
}

/** Kilowatts of a plant whose power is given as a share of its capacity. */
export const shareRatingKw = 1_000;

const same = (value: number): number => value;
const times =
  (factor: number) =>
  (value: number): number =>
    value * factor;
const fahrenheit = (value: number): number => (value - 32) / 1.8;
const kelvin = (value: number): number => value - 273.15;

/** Kinds of series, and short names of power columns, with the device and point that they become. */
const powerRoles: Readonly<
  Record<string, readonly [role: string, kind: DeviceKind, point: string]>
> = {
  pv: ['pv', 'pv', 'powerKw'],
  solar: ['pv', 'pv', 'powerKw'],
  wind: ['wind', 'wind', 'powerKw'],
  load: ['load', 'load', 'powerKw'],
  net: ['net', 'pcc_meter', 'powerKw'],
  heat: ['heat', 'heat_pump', 'heatKw'],
};

const powerColumn = /^(?:(net|solar|pv|wind|load|heat)_(mw|kw)|power|load)$/;
const kwPerUnit: Readonly<Record<string, number>> = { mw: 1_000, kw: 1 };

function powerMeaning(column: string, file: ProtocolFile): ColumnMeaning | null {
  const match = powerColumn.exec(column);
  if (match === null) return null;
  const target = file.targets.get(column);
  const [role, kind, point] = powerRoles[target?.kind ?? match[1] ?? column] ?? [];
  if (role === undefined || kind === undefined || point === undefined) return null;
  const capacity = target?.capacity ?? null;
  const unit = match[2];
  // Without a unit in its name a power is a share of a capacity of 1, and megawatts otherwise.
  const isShare = unit === undefined && capacity === 1;
  const factor = isShare ? shareRatingKw : (kwPerUnit[unit ?? 'mw'] ?? 1);
  const sign = file.negativeColumns.has(column) ? -1 : 1;
  return {
    column,
    role,
    kind,
    point,
    convert: times(sign * factor),
    ...(capacity === null ? {} : { ratingKw: capacity * factor }),
  };
}

type Fixed = readonly [
  role: string,
  kind: DeviceKind,
  point: string,
  convert: (value: number) => number,
];

/** Columns that mean the same in every set. */
const fixedColumns: Readonly<Record<string, Fixed>> = {
  tsi: ['weather', 'weather_station', 'poaWm2', same],
  ghi: ['weather', 'weather_station', 'ghiWm2', same],
  /** J/m² in an hour. */
  radiation: ['weather', 'weather_station', 'ghiWm2', times(1 / 3_600)],
  temp: ['weather', 'weather_station', 'tempC', same],
  t2m: ['weather', 'weather_station', 'tempC', kelvin],
  pres: ['weather', 'weather_station', 'pressureHpa', same],
  sp: ['weather', 'weather_station', 'pressureHpa', times(0.01)],
  pressure: ['weather', 'weather_station', 'pressureHpa', times(0.01)],
  rh: ['weather', 'weather_station', 'humidityPct', same],
  humidity: ['weather', 'weather_station', 'humidityPct', times(100)],
  windspeed: ['weather', 'weather_station', 'windSpeedMps', same],
  winddeg: ['weather', 'weather_station', 'windDirectionDeg', same],
  rain: ['weather', 'weather_station', 'rainMmPerH', same],
  windspeed_100m: ['wind', 'wind', 'windSpeedMps', same],
  t_supply: ['heat', 'heat_pump', 'supplyTempC', same],
  t_return: ['heat', 'heat_pump', 'returnTempC', same],
  HUFL: ['high', 'transformer_meter', 'powerKw', same],
  HULL: ['high', 'transformer_meter', 'reactivePowerKvar', same],
  MUFL: ['middle', 'transformer_meter', 'powerKw', same],
  MULL: ['middle', 'transformer_meter', 'reactivePowerKvar', same],
  LUFL: ['low', 'transformer_meter', 'powerKw', same],
  LULL: ['low', 'transformer_meter', 'reactivePowerKvar', same],
  OT: ['high', 'transformer_meter', 'oilTempC', same],
};

/** Joules a square metre, or metres of rain, that add up from midnight UTC on. */
function accumulatedMeaning(column: string, stepMin: number): ColumnMeaning | null {
  const weather = { role: 'weather', kind: 'weather_station', accumulated: true } as const;
  if (column === 'ssrd_acc') {
    return { ...weather, column, point: 'ghiWm2', convert: times(1 / (60 * stepMin)) };
  }
  if (column !== 'tp_acc') return null;
  return { ...weather, column, point: 'rainMmPerH', convert: times((1_000 * 60) / stepMin) };
}

/** Wind as a vector: `u` blows to the east, `v` to the north. */
function vectorMeanings(column: string): ColumnMeaning[] {
  const height = /^u(10|100)$/.exec(column)?.[1];
  if (height === undefined) return [];
  const [role, kind] =
    height === '10' ? (['weather', 'weather_station'] as const) : (['wind', 'wind'] as const);
  const vector = { column, role, kind, northColumn: `v${height}`, convert: same };
  return [
    { ...vector, point: 'windSpeedMps' },
    { ...vector, point: 'windDirectionDeg' },
  ];
}

/** What a column becomes; nothing where no point of any kind can hold it. */
export function meaningsOf(column: string, file: ProtocolFile): ColumnMeaning[] {
  const power = powerMeaning(column, file);
  if (power !== null) return [power];
  const fixed = fixedColumns[column];
  if (fixed !== undefined) {
    const [role, kind, point, convert] = fixed;
    return [{ column, role, kind, point, convert }];
  }
  // Numbered temperature stations of a load set, in degrees Fahrenheit.
  if (/^w\d+$/.test(column)) {
    const station = { role: column, kind: 'weather_station', point: 'tempC' } as const;
    return [{ column, ...station, convert: fahrenheit }];
  }
  const accumulated = accumulatedMeaning(column, file.stepMin);
  return accumulated === null ? vectorMeanings(column) : [accumulated];
}

/** The second half of a wind vector is used together with the first. */
export function isVectorHalf(column: string): boolean {
  return /^v(10|100)$/.test(column);
}
