import {
  type CountySize,
  countySizeNames,
  countySizes,
  isCountySizeName,
} from '../../../simulators/county/county-size.ts';
import { countyYaml } from '../../../simulators/county/county-yaml.ts';
import { generateCounty } from '../../../simulators/county/generate.ts';
import { CallFault, type Command, type OptionValues, textOf, wholeNumberOf } from './command.ts';

/** More areas than any county has; each makes some fifteen devices. */
const areasMax = 3_000;
const fleetMax = 1_000;
const reportIntervalSMax = 86_400;
const seedMax = 2 ** 31 - 1;

/** The size by its name, with what the call changes about it. */
function sizeOf(options: OptionValues): { readonly name: string; readonly size: CountySize } {
  const name = textOf(options, 'size') ?? 'demo';
  if (!isCountySizeName(name)) {
    throw new CallFault(`--size ${name}: write ${countySizeNames.join(', ')}`);
  }
  const size = countySizes[name];
  const areas = wholeNumberOf(options, 'areas', { least: 1, most: areasMax });
  const fleet = wholeNumberOf(options, 'fleet', { least: 1, most: fleetMax });
  const interval = wholeNumberOf(options, 'interval', { least: 1, most: reportIntervalSMax });
  return {
    name,
    size: {
      ...size,
      extent: areas === null ? size.extent : { areas },
      fleet: fleet ?? size.fleet,
      reportIntervalS: interval ?? size.reportIntervalS,
    },
  };
}

/** The call that makes the same file again. */
function origin(name: string, seed: number, options: OptionValues): string {
  const more = ['areas', 'fleet', 'interval'].flatMap((option) => {
    const text = textOf(options, option);
    return text === null ? [] : [` --${option} ${text}`];
  });
  return `paulownia county --size ${name} --seed ${seed}${more.join('')}`;
}

export const countyCommand: Command = {
  name: 'county',
  operands: [],
  summary: 'Prints the configuration of an invented county; the same seed gives the same county.',
  options: {
    size: { type: 'string', help: `${countySizeNames.join(', ')} (default demo)` },
    seed: { type: 'string', help: 'whole number (default 1)' },
    areas: { type: 'string', help: 'so many areas instead of those of the size' },
    fleet: {
      type: 'string',
      help: 'roofs, and meter boxes, of an area that report together as one device',
    },
    interval: { type: 'string', help: 'report interval of the devices in seconds' },
  },
  async run(_, options) {
    const { name, size } = sizeOf(options);
    const seed = wholeNumberOf(options, 'seed', { least: 0, most: seedMax }) ?? 1;
    process.stdout.write(countyYaml(generateCounty({ size, seed }), origin(name, seed, options)));
    return 0;
  },
};
