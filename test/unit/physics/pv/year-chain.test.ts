import { expect, test } from 'vitest';
import { hourMs, instant } from '../../../../src/domain/instant.ts';
import { pvPower } from '../../../../src/physics/pv/plant.ts';
import { acColumn, clearSkyOver } from '../../../../src/physics/pv/year-chain.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { extraterrestrialWm2 } from '../../../../src/physics/solar/extraterrestrial.ts';
import { sunPosition } from '../../../../src/physics/solar/sun.ts';

const moments = { from: instant(Date.UTC(2024, 0, 1, 0, 30)), stepMs: hourMs, rows: 8_784 };
const air = { pressureHpa: 1004.87, tempC: 12 };
const site = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 4.2 };
const weather = {
  airTempC: Float64Array.from(
    { length: moments.rows },
    (_, row) => 15 - 12 * Math.cos(row / 1_394),
  ),
  windSpeedMps: Float64Array.from({ length: moments.rows }, (_, row) => 3 + 2 * Math.sin(row / 31)),
};
const plants = [
  { where: 'Lankao, south', latitude: 34.82, longitude: 114.82, tiltDeg: 30, azimuthDeg: 180 },
  {
    where: 'Lankao, a steep roof west',
    latitude: 34.82,
    longitude: 114.82,
    tiltDeg: 60,
    azimuthDeg: 285,
  },
  { where: 'Alice Springs, flat', latitude: -23.7, longitude: 133.88, tiltDeg: 0, azimuthDeg: 0 },
  {
    where: 'Longyearbyen, a wall north',
    latitude: 78.22,
    longitude: 15.65,
    tiltDeg: 90,
    azimuthDeg: 5,
  },
];

test.each(plants)('columns say what the plain functions say: $where', (at) => {
  const place = { latitude: at.latitude, longitude: at.longitude, altitudeM: 70 };
  const plant = {
    plane: { tiltDeg: at.tiltDeg, azimuthDeg: at.azimuthDeg },
    albedoRatio: 0.2,
    array: { dcRatingKw: 100, tempRatioPerC: -0.0035, lossRatio: 0.1 },
    inverter: { dcLimitKw: 80, nominalRatio: 0.96 },
  };
  const acKw = acColumn(
    plant,
    clearSkyOver(place, moments, { air, site }),
    weather,
    new Float64Array(moments.rows),
  );
  let worst = 0;
  for (let row = 0; row < moments.rows; row += 7) {
    const moment = instant(moments.from + row * hourMs);
    const { apparentZenithDeg, azimuthDeg } = sunPosition(moment, place, air);
    const extraWm2 = extraterrestrialWm2(moment);
    const plain = pvPower(plant, {
      sun: { zenithDeg: apparentZenithDeg, azimuthDeg },
      sky: clearSky(apparentZenithDeg, extraWm2, site),
      extraWm2,
      airTempC: weather.airTempC[row] ?? Number.NaN,
      windSpeedMps: weather.windSpeedMps[row] ?? Number.NaN,
    });
    worst = Math.max(worst, Math.abs(plain.acKw - (acKw[row] ?? Number.NaN)));
  }
  // Ephemerides interpolated over a day differ by 1e-6°.
  expect(worst).toBeLessThan(1e-5);
  expect(Math.max(...acKw)).toBeGreaterThan(20);
});
