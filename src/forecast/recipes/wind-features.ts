import { openFarmCurve } from '../physical/farm-curve.ts';
import type { FeatureGroup } from './feature-group.ts';
import { meanAround, type WindSeries } from './weather-features.ts';

/** Speeds in m/s at which a linear model may bend: from cut-in to above rated speed. */
const kneesMps = [3, 5, 7, 9, 11, 13, 16] as const;
const neighbourHours = [-3, -2, -1, 1, 2, 3] as const;
const meanReaches = [2, 5] as const;

/** Features of the wind over the site itself; `slotsPerHour` spaces the neighbours in time. */
export function ownWindFeatures(
  winds: readonly WindSeries[],
  slotsPerHour: number,
): readonly FeatureGroup[] {
  const [hub] = winds;
  if (hub === undefined) return [];
  return [
    kneeFeatures(hub),
    powerFeatures(hub, slotsPerHour),
    neighbourFeatures(hub, slotsPerHour),
    ...winds.map((wind) => vectorFeatures(wind)),
    ...winds.slice(1).map((low) => shearFeatures(hub, low)),
  ];
}

/** The speed, and by how much it exceeds each knee: a linear model bends its curve there. */
function kneeFeatures(hub: WindSeries): FeatureGroup {
  const names = ['hubSpeed', ...kneesMps.map((knee) => `speedOver${knee}`)];
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      const speed = hub.speedMps(slot);
      into[from] = speed;
      for (let place = 0; place < kneesMps.length; place++) {
        into[from + 1 + place] = Math.max(0, speed - (kneesMps[place] ?? 0));
      }
    },
  };
}

/** What a usual farm would give, at the slot and around it. */
function powerFeatures(hub: WindSeries, slotsPerHour: number): FeatureGroup {
  const curve = openFarmCurve();
  const ratioAt = (slot: number): number => curve(hub.speedMps(slot));
  const names = [
    'farm',
    ...neighbourHours.map((hours) => `farm${hours}h`),
    ...meanReaches.map((reach) => `farmMean${2 * reach + 1}h`),
  ];
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      into[from] = ratioAt(slot);
      for (let place = 0; place < neighbourHours.length; place++) {
        into[from + 1 + place] = ratioAt(slot + (neighbourHours[place] ?? 0) * slotsPerHour);
      }
      const next = from + 1 + neighbourHours.length;
      for (let place = 0; place < meanReaches.length; place++) {
        const reach = meanReaches[place] ?? 0;
        into[next + place] = meanAround(ratioAt, slot, { reach, stepSlots: slotsPerHour });
      }
    },
  };
}

/** Speeds an hour to three before and after, means over 5 and 11 hours, and how fast it rises. */
function neighbourFeatures(hub: WindSeries, slotsPerHour: number): FeatureGroup {
  const names = [
    ...neighbourHours.map((hours) => `speed${hours}h`),
    ...meanReaches.map((reach) => `speedMean${2 * reach + 1}h`),
    'speedRise',
  ];
  return {
    names,
    linear: ['speedRise'],
    write: (_origin, slot, into, from) => {
      for (let place = 0; place < neighbourHours.length; place++) {
        into[from + place] = hub.speedMps(slot + (neighbourHours[place] ?? 0) * slotsPerHour);
      }
      const next = from + neighbourHours.length;
      for (let place = 0; place < meanReaches.length; place++) {
        const reach = meanReaches[place] ?? 0;
        into[next + place] = meanAround(hub.speedMps, slot, { reach, stepSlots: slotsPerHour });
      }
      into[next + meanReaches.length] =
        hub.speedMps(slot + slotsPerHour) - hub.speedMps(slot - slotsPerHour);
    },
  };
}

function vectorFeatures({ label, vector }: WindSeries): FeatureGroup {
  if (vector === undefined) return { names: [], linear: [], write: () => undefined };
  const { eastMps, northMps } = vector;
  const names = [`east${label}`, `north${label}`, `direction${label}`];
  return {
    names,
    linear: names.slice(0, 2),
    write: (_origin, slot, into, from) => {
      into[from] = eastMps(slot);
      into[from + 1] = northMps(slot);
      into[from + 2] = directionDeg(eastMps(slot), northMps(slot));
    },
  };
}

/** Speed lower down, and how both heights differ: a calm ground under wind is a stable night. */
function shearFeatures(hub: WindSeries, low: WindSeries): FeatureGroup {
  const names = [`speed${low.label}`, `shear${low.label}`, `veer${low.label}`];
  return {
    names,
    linear: names.slice(0, 2),
    write: (_origin, slot, into, from) => {
      const lowMps = low.speedMps(slot);
      into[from] = lowMps;
      into[from + 1] = Math.log((hub.speedMps(slot) + 0.5) / (lowMps + 0.5));
      into[from + 2] = veerDeg(hub, low, slot);
    },
  };
}

function veerDeg(hub: WindSeries, low: WindSeries, slot: number): number {
  if (hub.vector === undefined || low.vector === undefined) return Number.NaN;
  const turn =
    directionDeg(hub.vector.eastMps(slot), hub.vector.northMps(slot)) -
    directionDeg(low.vector.eastMps(slot), low.vector.northMps(slot));
  return ((turn + 540) % 360) - 180;
}

/** Where the wind blows to, degrees clockwise from north, 0–360. */
function directionDeg(eastMps: number, northMps: number): number {
  return ((Math.atan2(eastMps, northMps) * 180) / Math.PI + 360) % 360;
}

/**
 * Features of the wind over other places: the speed over each, what usual farms would give there, and
 * over all of them together, at the slot and an hour to either side: fronts are seen coming.
 */
export function otherWindFeatures(
  own: WindSeries | undefined,
  others: readonly WindSeries[],
  slotsPerHour: number,
): readonly FeatureGroup[] {
  if (others.length === 0) return [];
  const curve = openFarmCurve();
  const meanRatio = (slot: number): number =>
    meanOver(others, (wind) => curve(wind.speedMps(slot)));
  const farms = others.map(({ label }) => `farm${label}`);
  const speeds = others.map(({ label }) => `speed${label}`);
  const together = ['farms', 'farms-2h', 'farms2h', 'speeds', 'speedGradient', 'easts', 'norths'];
  return [
    {
      names: [...farms, ...speeds],
      linear: farms,
      write: (_origin, slot, into, from) => {
        for (let place = 0; place < others.length; place++) {
          const speed = others[place]?.speedMps(slot) ?? Number.NaN;
          into[from + place] = curve(speed);
          into[from + others.length + place] = speed;
        }
      },
    },
    {
      names: together,
      linear: together,
      write: (_origin, slot, into, from) => {
        const meanMps = meanOver(others, (wind) => wind.speedMps(slot));
        into[from] = meanRatio(slot);
        into[from + 1] = meanRatio(slot - 2 * slotsPerHour);
        into[from + 2] = meanRatio(slot + 2 * slotsPerHour);
        into[from + 3] = meanMps;
        into[from + 4] = (own?.speedMps(slot) ?? Number.NaN) - meanMps;
        into[from + 5] = meanOver(others, ({ vector }) => vector?.eastMps(slot) ?? Number.NaN);
        into[from + 6] = meanOver(others, ({ vector }) => vector?.northMps(slot) ?? Number.NaN);
      },
    },
  ];
}

function meanOver(winds: readonly WindSeries[], readOf: (wind: WindSeries) => number): number {
  let sum = 0;
  let known = 0;
  for (const wind of winds) {
    const value = readOf(wind);
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}
