import { hourMs, instant } from '../../../../src/domain/instant.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { faimanCellTempC } from '../../../../src/physics/pv/cell-temperature.ts';
import { pvDcKw } from '../../../../src/physics/pv/pvwatts.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { splitGlobal } from '../../../../src/physics/solar/decomposition.ts';
import { extraterrestrialWm2 } from '../../../../src/physics/solar/extraterrestrial.ts';
import { perezSkyWm2 } from '../../../../src/physics/solar/perez.ts';
import type { Plane } from '../../../../src/physics/solar/plane.ts';
import { sunPosition } from '../../../../src/physics/solar/sun.ts';
import { planeIrradianceWm2 } from '../../../../src/physics/solar/transposition.ts';

const place = { latDeg: 34.8, lonDeg: 114.8 };
const from = Date.UTC(2025, 2, 1);
const samplesPerHour = 4;
const airTempC = 18;

/** A plant as it is simulated; its forecast fits only as far as its physics is alike. */
export interface Plant {
  readonly plane: Plane;
  readonly capacity: number;
  readonly days: number;
  readonly limit?: number;
  /** Half the width of the even noise of power, as a share. */
  readonly noise?: number;
  /** Light that dirt lets through on a day. */
  readonly clean?: (day: number) => number;
  /** What the record holds instead of what was. */
  readonly spoil?: (row: { slot: number; power: number; ghiWm2: number }) => {
    power: number;
    ghiWm2: number;
  };
}

/** Hours of a plant near Lankao under days that are clear, hazy or overcast, with a sky by Perez. */
export function panelHistory(plant: Plant): SeriesFrame {
  const count = 24 * plant.days;
  const random = seededRandom(7);
  const target = new Float64Array(count);
  const ghi = new Float64Array(count);
  let haze = 1;
  for (let slot = 0; slot < count; slot += 1) {
    if (slot % 24 === 0) haze = 0.15 + 0.85 * Math.sqrt(random());
    const hour = lightOf(slot, plant, Math.min(1, haze * (0.9 + 0.2 * random())));
    const noise = 1 + (plant.noise ?? 0.1) * 2 * (random() - 0.5);
    const clean = plant.clean?.(Math.floor(slot / 24)) ?? 1;
    const free = plant.capacity * hour.ratio * noise * clean;
    const power = Math.min(plant.limit ?? Number.POSITIVE_INFINITY, free);
    const told = plant.spoil?.({ slot, power, ghiWm2: hour.ghiWm2 }) ?? { power, ...hour };
    target[slot] = told.power;
    ghi[slot] = told.ghiWm2;
  }
  return {
    id: 'plant',
    kind: 'pv',
    slots: { from, slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count).fill(8 * hourMs),
    capacity: 1.2 * plant.capacity,
    lowest: 0,
    target,
    measured: new Map(),
    foreseen: new Map([
      ['ghi', ghi],
      ['temp', new Float64Array(count).fill(airTempC)],
    ]),
    site: place,
    specialDays: new Map(),
  };
}

/** Global light and power as a share of the capacity, as means of an hour. */
function lightOf(slot: number, { plane }: Plant, clearness: number) {
  let [ghiWm2, ratio] = [0, 0];
  for (let sample = 0; sample < samplesPerHour; sample += 1) {
    const at = instant(from + (slot + (sample + 0.5) / samplesPerHour) * hourMs);
    const { zenithDeg, azimuthDeg } = sunPosition(at, {
      latitude: place.latDeg,
      longitude: place.lonDeg,
      altitudeM: 60,
    });
    if (zenithDeg >= 89) continue;
    const extraWm2 = extraterrestrialWm2(at);
    const clear = clearSky(zenithDeg, extraWm2, {
      altitudeM: 60,
      pressureHpa: 1006,
      linkeTurbidity: 3,
    });
    const sky = splitGlobal(clear.ghiWm2 * clearness, zenithDeg, extraWm2);
    const view = { plane, sun: { zenithDeg, azimuthDeg }, sky, extraWm2, albedoRatio: 0.2 };
    const poaWm2 = planeIrradianceWm2(view, perezSkyWm2);
    const cellC = faimanCellTempC({ poaWm2, airTempC, windSpeedMps: 2 });
    const array = { dcRatingKw: 1, tempRatioPerC: -0.004, lossRatio: 0 };
    ghiWm2 += sky.ghiWm2 / samplesPerHour;
    ratio += pvDcKw(array, poaWm2, cellC) / samplesPerHour;
  }
  return { ghiWm2, ratio };
}
