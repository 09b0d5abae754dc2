import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FeatureMatrix, rowRange } from '../../src/forecast/learn/feature-matrix.ts';
import { pinballLoss, trainedLevels } from '../../src/forecast/learn/pinball.ts';
import {
  type QuantileBoosting,
  trainQuantileBoosting,
} from '../../src/forecast/learn/quantile-boosting.ts';
import { seededRandom } from '../../src/forecast/learn/random.ts';
import { atMost, type BenchTable, type Figure, median, told, withUnit } from './table.ts';

const hoursOfTwoYears = 17_520;
const trainSecondsMax = 3;
const sites = 1_000;
const slots = 96;
const predictSecondsMax = 1;
const runs = 3;

/** The time of a 19-quantile model of one site, of its use on 1,000 sites, and of scikit-learn on the same rows. */
export async function benchLearners(): Promise<readonly BenchTable[]> {
  const site = siteOfTwoYears();
  const fresh = siteOfTwoYears(2);
  const trained = timed(() => trainQuantileBoosting({ ...site, levels: trainedLevels }));
  const model = trained.result;
  const day = rowRange(fresh.features, 0, slots);
  const predicted = timed(() => predictSites(model, day));
  const loss = pinballLoss(fresh.target, model.predict(fresh.features), trainedLevels);
  const figures = [
    atMost(
      '19 quantiles of two years of hours, 20 features: training',
      trained.seconds,
      trainSecondsMax,
      's',
    ),
    told('… trees kept', `${model.rounds.reduce((sum, round) => sum + round, 0)}`),
    told('… pinball loss on another two years (true quantiles 1)', relative(loss, fresh)),
    atMost(
      '1,000 sites × 96 slots × 19 quantiles: prediction',
      predicted.seconds,
      predictSecondsMax,
      's',
    ),
    peerFigure(site, fresh, trained.seconds),
  ];
  return [{ title: 'Learners, seconds of one core', figures }];
}

/** Processor time, which counts one core whatever else the machine does. */
function timed<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const seconds: number[] = [];
  let result = work();
  for (let run = 0; run < runs; run++) {
    const from = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(from);
    seconds.push((user + system) / 1e6);
  }
  return { result, seconds: median(seconds) };
}

function predictSites(model: QuantileBoosting, day: FeatureMatrix): Float64Array {
  const out = new Float64Array(slots * trainedLevels.length);
  for (let site = 0; site < sites; site++) model.predict(day, undefined, out);
  return out;
}

interface Site {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
  readonly mean: Float64Array;
  readonly spread: Float64Array;
}

/** Made-up hours: a mean of a day's wave, a product and a bend, a spread that a feature sets; 15 features say nothing. */
function siteOfTwoYears(seed = 1): Site {
  const random = seededRandom(seed);
  const draw = () => Float32Array.from({ length: hoursOfTwoYears }, random);
  const columns = Array.from({ length: 20 }, draw);
  const at = (place: number, row: number) => columns[place]?.[row] ?? 0;
  const mean = new Float64Array(hoursOfTwoYears);
  const spread = mean.map((_, row) => 0.2 + 0.8 * at(3, row));
  const target = mean.map((_, row) => {
    const bend = Math.max(0, at(4, row) - 0.5);
    mean[row] = Math.sin(6 * at(0, row)) + 2 * at(1, row) * at(2, row) + bend;
    const deviate = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return (mean[row] ?? 0) + (spread[row] ?? 0) * deviate;
  });
  const names = columns.map((_, place) => `x${place}`);
  return { features: { names, rows: hoursOfTwoYears, columns }, target, mean, spread };
}

/** Standard normal quantiles at the trained levels up to the median. */
const lowDeviates = [
  -2.3263, -1.8808, -1.6449, -1.2816, -1.0364, -0.8416, -0.6745, -0.5244, -0.2533, 0,
];

function relative(loss: number, { target, mean, spread }: Site): string {
  const deviates = [
    ...lowDeviates,
    ...lowDeviates
      .slice(0, -1)
      .map((value) => -value)
      .reverse(),
  ];
  const truth = new Float64Array(target.length * deviates.length);
  for (let place = 0; place < truth.length; place++) {
    const row = Math.floor(place / deviates.length);
    const deviate = deviates[place % deviates.length] ?? 0;
    truth[place] = (mean[row] ?? 0) + (spread[row] ?? 0) * deviate;
  }
  return (loss / pinballLoss(target, truth, trainedLevels)).toFixed(3);
}

const peerScript = `
import sys, time, numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor as Trees
folder, rows, levels = sys.argv[1], int(sys.argv[2]), [float(x) for x in sys.argv[3].split(',')]
read = lambda name, kind: np.fromfile(folder + '/' + name, kind)
x, fresh = (read(n, 'f4').reshape(-1, rows).T for n in ('x', 'fresh-x'))
y, actual = read('y', 'f8'), read('fresh-y', 'f8')
start = time.process_time()
models = [Trees(loss='quantile', quantile=q, max_iter=100).fit(x, y) for q in levels]
seconds = time.process_time() - start
error = actual[:, None] - np.sort(np.array([m.predict(fresh) for m in models]).T, axis=1)
q = np.array(levels)
print(seconds, np.where(error >= 0, q * error, (q - 1) * error).mean())
`;

const peerName = 'scikit-learn, histogram boosting, 19 fits of 100 rounds, same rows, one thread';

function peerFigure(site: Site, fresh: Site, ownSeconds: number): Figure {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-learners-'));
  try {
    for (const [name, data] of [['', site] as const, ['fresh-', fresh] as const]) {
      writeFileSync(join(folder, `${name}x`), Buffer.concat(data.features.columns.map(bytesOf)));
      writeFileSync(join(folder, `${name}y`), bytesOf(data.target));
    }
    const python = pythonWithPeer();
    if (python === undefined) return told(peerName, 'not present on this machine');
    const args = ['-c', peerScript, folder, `${hoursOfTwoYears}`, trainedLevels.join()];
    const { stdout } = spawnSync(python, args, {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', OMP_NUM_THREADS: '1' },
    });
    const [seconds = Number.NaN, loss = Number.NaN] = stdout.trim().split(' ').map(Number);
    const value = `${withUnit(seconds, 's')}, pinball loss ${relative(loss, fresh)}`;
    return { ...told(peerName, value), ratio: (seconds / ownSeconds).toFixed(1) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pythonWithPeer(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import sklearn']).status === 0,
  );
}

function bytesOf(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
