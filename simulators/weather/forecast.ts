import { hourMs, type Instant, instant } from '../../src/domain/instant.ts';
import { seedFor } from '../models/noise.ts';
import { meanClearSkyIndex } from './cloud-cover.ts';
import type { CountyWeather, ForecastTimes, WeatherForecast } from './county-weather.ts';
import { type FrontScores, frontScores } from './fronts.ts';
import { gaussianAt, gaussianPlane } from './gaussian.ts';
import type { Drift, ScoreReader } from './scores.ts';

/** Runs issued so many hours apart share about half of what they get wrong. */
const issueKnotH = 18;
/** Fronts come early or late by this after one hour of lead, and by a power of the lead later. */
const phaseErrorH = 0.55;
const phaseExponent = 0.6;
const phaseKnotH = 30;
/** A drift is forgotten after so many times its own length, a front after this many hours. */
const memoryRatio = 3;
const frontMemoryH = 190;
const frontErrorKnotH = 26;
/** What a run does not know of the weather at its own issue. */
const startErrorShare = 0.06;

/** Errors of the whole, which change over weeks: spread after long leads. */
const bias = { tempC: 0.8, windRatio: 0.1, indexRatio: 0.06, pressureHpa: 0.6 } as const;
const biasKnotH = 24 * 9;
const biasLeadH = 30;

/** Share of the variance that is unknown after a lead. */
function unknownShare(leadH: number, memoryH: number): number {
  return 1 - (1 - startErrorShare) * Math.exp(-((leadH / memoryH) ** 1.2));
}

/**
 * A forecast that looks at the weather through an error of its own: at another moment (fronts come
 * early or late), and with a part of every score replaced by one that is as likely but not true.
 * Both grow with lead. The errors are smooth in the times of issue and of validity, so that one run
 * differs little from the next. Gusts and single clouds are not forecast.
 */
export function forecaster(
  seed: number,
  weatherOf: (at: Instant, reader: ScoreReader) => CountyWeather,
): (times: ForecastTimes) => WeatherForecast {
  const own = seedFor(seed, 'forecast');
  return ({ issuedAt, validAt }) => {
    const leadH = Math.max(0, validAt - issuedAt) / hourMs;
    const weather = weatherOf(validAt, readerOf({ truth: seed, own, issuedAt, validAt, leadH }));
    const offset = (name: keyof typeof bias): number =>
      bias[name] *
      (1 - Math.exp(-(leadH + 1) / biasLeadH)) *
      gaussianAt(seedFor(own, name), validAt / (biasKnotH * hourMs));
    const index = meanClearSkyIndex(weather.cloudRatio) * (1 + offset('indexRatio'));
    return {
      issuedAt,
      validAt,
      ghiWm2: weather.clear.ghiWm2 * index,
      tempC: weather.tempC + offset('tempC'),
      windSpeedMps: weather.windSpeedMps * (1 + offset('windRatio')),
      windDirectionDeg: weather.windDirectionDeg,
      humidityPct: weather.humidityPct,
      pressureHpa: weather.pressureHpa + offset('pressureHpa'),
      cloudRatio: weather.cloudRatio,
    };
  };
}

interface Run extends ForecastTimes {
  readonly truth: number;
  readonly own: number;
  readonly leadH: number;
}

function readerOf({ truth, own, issuedAt, validAt, leadH }: Run): ScoreReader {
  const issue = issuedAt / (issueKnotH * hourMs);
  const error = (name: number, knotH: number): number =>
    gaussianPlane(own ^ name, issue, validAt / (knotH * hourMs));
  const lateH = phaseErrorH * leadH ** phaseExponent * error(seedFor(own, 'phase'), phaseKnotH);
  const seenAt = instant(validAt + lateH * hourMs);
  const blurred = (known: number, unknown: number, wrong: number): number =>
    Math.sqrt(1 - unknown) * known + Math.sqrt(unknown) * wrong;
  return {
    front: () => {
      const seen = frontScores(truth, seenAt);
      const unknown = unknownShare(leadH, frontMemoryH);
      const entries = Object.entries(seen).map(([name, score]) => [
        name,
        blurred(score, unknown, error(seedFor(own, name), frontErrorKnotH)),
      ]);
      return Object.fromEntries(entries) as FrontScores;
    },
    drift: (drift: Drift) =>
      blurred(
        gaussianAt(drift.seed, seenAt / (drift.hours * hourMs)),
        unknownShare(leadH, memoryRatio * drift.hours),
        error(drift.seed, drift.hours),
      ),
  };
}
