/** What a column of weather stands for. */
export type ColumnRole =
  | 'windEast'
  | 'windNorth'
  | 'windSpeed'
  | 'windDirection'
  | 'radiation'
  | 'beam'
  | 'diffuse'
  | 'longwave'
  | 'topRadiation'
  | 'temperature'
  | 'temperatureMin'
  | 'temperatureMax'
  | 'cloud'
  | 'cloudWater'
  | 'humidity'
  | 'pressure'
  | 'rain'
  | 'other';

/** A column as its name tells it. */
export interface RoledColumn {
  readonly name: string;
  readonly role: ColumnRole;
  /** Metres above the ground, where the name says so. */
  readonly heightM: number | undefined;
  /** The place that it belongs to, as `place/column` says; undefined for the site itself. */
  readonly place: string | undefined;
}

/**
 * Names as weather services, stations and this project write them, in snake case, without height,
 * unit or mark of accumulation. The first pattern that fits decides.
 */
const patterns: readonly (readonly [ColumnRole, RegExp])[] = [
  ['windEast', /^(u|ugrd|u_?wind|wind_?u|u_component_of_wind)$/],
  ['windNorth', /^(v|vgrd|v_?wind|wind_?v|v_component_of_wind)$/],
  ['windDirection', /^(wind_?(dir(ection)?|deg)|wd)$/],
  ['windSpeed', /^(wind_?speed|wind|ws|ff)$/],
  ['longwave', /^(strd|longwave(_radiation)?|lw_?down)$/],
  ['topRadiation', /^(tsr|toa|terrestrial_radiation)$/],
  ['beam', /^(dni|direct_normal_irradiance|beam|fdir)$/],
  ['diffuse', /^(dhi|diffuse(_radiation|_irradiance)?)$/],
  ['radiation', /^(tsi|ssrd?|ghi|gti|poa|(shortwave_|global_|solar_)?(ir)?radiat?ion|irradiance)$/],
  ['temperatureMax', /^(t_?max|temp(erature)?_?max)$/],
  ['temperatureMin', /^(t_?min|temp(erature)?_?min)$/],
  ['temperature', /^((air_|outdoor_|outside_|ambient_)?temp(erature)?|t|t_?air|t_?out)$/],
  ['cloud', /^(tcc|clouds?|cloud_cover)$/],
  ['cloudWater', /^(tclw|tciw|clw|ciw)$/],
  ['humidity', /^(rh|(relative_)?humidity)$/],
  ['pressure', /^(sp|msl|mslp|pres|pressure|(surface_|air_)pressure|pressure_msl)$/],
  ['rain', /^(tp|rain|rainfall|precip(itation)?)$/],
];

const units = /_(mps|c|k|wm2|w_m2|hpa|pa|pct|ratio|deg|mm|acc|accumulated)$/;

/**
 * What a column stands for, guessed from its name alone: `u100` is the wind's eastward part at
 * 100 m, `zone02/t2m` the temperature at another place, at 2 m. Unknown names are `other`.
 *
 * @example columnRole('windspeed_100m') // { role: 'windSpeed', heightM: 100, … }
 */
export function columnRole(name: string): RoledColumn {
  const [, place, ownName = name] = /^(.+)[/:](.+)$/.exec(name) ?? [];
  const words = withoutUnits(snakeCase(ownName));
  const [, before = '', height, after = ''] = /^(.*?\D|)_?(\d+)_?m?(_.*)?$/.exec(words) ?? [
    words,
    words,
  ];
  const stem = withoutUnits(`${before}${after}`.replace(/_$/, ''));
  const role = patterns.find(([, pattern]) => pattern.test(stem))?.[0] ?? 'other';
  return { name, role, heightM: height === undefined ? undefined : Number(height), place };
}

/** The columns of one role at the site itself, the highest first. */
export function ownColumns(names: Iterable<string>, role: ColumnRole): readonly RoledColumn[] {
  return columnsOfRole(names, role).filter(({ place }) => place === undefined);
}

/** The columns of one role wherever they belong, the highest first. */
export function columnsOfRole(names: Iterable<string>, role: ColumnRole): readonly RoledColumn[] {
  return [...names]
    .map(columnRole)
    .filter((column) => column.role === role)
    .sort((a, b) => (b.heightM ?? 0) - (a.heightM ?? 0));
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
}

function withoutUnits(stem: string): string {
  const shorter = stem.replace(units, '');
  return shorter === stem || shorter === '' ? stem : withoutUnits(shorter);
}
