import { expect, test } from 'vitest';
import {
  columnRole,
  columnsOfRole,
  ownColumns,
} from '../../../../src/forecast/recipes/column-roles.ts';

test.each([
  ['u10', 'windEast', 10],
  ['v100', 'windNorth', 100],
  ['windspeed_100m', 'windSpeed', 100],
  ['wind_speed_10m', 'windSpeed', 10],
  ['windSpeedMps', 'windSpeed', undefined],
  ['winddeg', 'windDirection', undefined],
  ['ssrd_acc', 'radiation', undefined],
  ['tsi', 'radiation', undefined],
  ['ghiWm2', 'radiation', undefined],
  ['radiation', 'radiation', undefined],
  ['shortwave_radiation', 'radiation', undefined],
  ['strd_acc', 'longwave', undefined],
  ['tsr_acc', 'topRadiation', undefined],
  ['dni', 'beam', undefined],
  ['t2m', 'temperature', 2],
  ['temperature_2m', 'temperature', 2],
  ['airTempC', 'temperature', undefined],
  ['temp', 'temperature', undefined],
  ['tmax', 'temperatureMax', undefined],
  ['tcc', 'cloud', undefined],
  ['clouds', 'cloud', undefined],
  ['cloud_cover', 'cloud', undefined],
  ['tclw', 'cloudWater', undefined],
  ['relative_humidity_2m', 'humidity', 2],
  ['sp', 'pressure', undefined],
  ['surface_pressure', 'pressure', undefined],
  ['tp_acc', 'rain', undefined],
  ['t_supply', 'other', undefined],
  ['flow', 'other', undefined],
  ['w17', 'other', 17],
])('%s is %s', (name, role, heightM) => {
  expect(columnRole(name)).toEqual({ name, role, heightM, place: undefined });
});

test('a column of another place says which', () => {
  expect(columnRole('zone02/u100')).toEqual({
    name: 'zone02/u100',
    role: 'windEast',
    heightM: 100,
    place: 'zone02',
  });
});

test('columns of a role come from the top down, own or all', () => {
  const names = ['u10', 'zone02/u100', 'u100', 'temp'];
  expect(ownColumns(names, 'windEast').map(({ name }) => name)).toEqual(['u100', 'u10']);
  expect(columnsOfRole(names, 'windEast')).toHaveLength(3);
});
