import { hourMs, instant } from '../../src/domain/instant.ts';
import { type PvPlant, pvPower } from '../../src/physics/pv/plant.ts';
import { acColumn, clearSkyOver } from '../../src/physics/pv/year-chain.ts';
import { clearSky } from '../../src/physics/solar/clear-sky.ts';
import { extraterrestrialWm2 } from '../../src/physics/solar/extraterrestrial.ts';
import { sunPosition } from '../../src/physics/solar/sun.ts';
import { atMost, type Figure, median, told, withUnit } from './table.ts';

const warmUps = 30;
const rounds = 31;
const chainMsMax = 35;

const moments = { from: instant(Date.UTC(2025, 0, 1, 0, 30)), stepMs: hourMs, rows: 8_760 };
const place = { latitude: 34.82, longitude: 114.82, altitudeM: 70 };
const air = { pressureHpa: 1004.87, tempC: 12 };
const site = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 4.2 };
const plant: PvPlant = {
  plane: { tiltDeg: 30, azimuthDeg: 180 },
  albedoRatio: 0.2,
  array: { dcRatingKw: 100, tempRatioPerC: -0.0035, lossRatio: 0.14 },
  inverter: { dcLimitKw: 85, nominalRatio: 0.96 },
};
const weather = {
  airTempC: Float64Array.from({ length: moments.rows }, (_, row) => 15 - 13 * Math.cos(row / 1394)),
  windSpeedMps: new Float64Array(moments.rows).fill(3.3),
};
const acKw = new Float64Array(moments.rows);

/** A year of hours from the sun's position to AC power: in columns, and hour by hour beside it. */
export function yearChainFigures(): readonly Figure[] {
  const [columns, byHour] = medianMsOf(chain, naiveChain);
  const over = clearSkyOver(place, moments, { air, site });
  const [further] = medianMsOf(() => acColumn(plant, over, weather, acKw));
  return [
    atMost('a year of hours of clear-sky PV, in columns', columns ?? Number.NaN, chainMsMax, 'ms'),
    {
      ...told(
        'the same hour by hour, each with its own solar position',
        withUnit(byHour ?? 0, 'ms'),
      ),
      ratio: ((byHour ?? Number.NaN) / (columns ?? Number.NaN)).toFixed(1),
    },
    told('each further plant under the same sky', withUnit(further ?? Number.NaN, 'ms')),
  ];
}

function chain(): Float64Array {
  return acColumn(plant, clearSkyOver(place, moments, { air, site }), weather, acKw);
}

function naiveChain(): number[] {
  return Array.from({ length: moments.rows }, (_, row) => {
    const at = instant(moments.from + row * hourMs);
    const { apparentZenithDeg, azimuthDeg } = sunPosition(at, place, air);
    const extraWm2 = extraterrestrialWm2(at);
    return pvPower(plant, {
      sun: { zenithDeg: apparentZenithDeg, azimuthDeg },
      sky: clearSky(apparentZenithDeg, extraWm2, site),
      extraWm2,
      airTempC: weather.airTempC[row] ?? Number.NaN,
      windSpeedMps: weather.windSpeedMps[row] ?? Number.NaN,
    }).acKw;
  });
}

/** Medians after a warm-up, the works taking turns, so that a busy moment meets them alike. */
function medianMsOf(...works: readonly (() => unknown)[]): number[] {
  const times = works.map((): number[] => []);
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const [place, work] of works.entries()) {
      const begun = performance.now();
      work();
      if (round >= warmUps) times[place]?.push(performance.now() - begun);
    }
  }
  return times.map(median);
}
