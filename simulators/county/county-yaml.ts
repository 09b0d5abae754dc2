/** A planned county as the text of a configuration file. */
import { type CountyPlan, deviceCountOf } from './county-plan.ts';

/** Text that YAML reads as itself, in braces too. */
const plainText = /^\p{L}[\p{L}\p{N} ._-]*$/u;
/** Words that YAML takes for something else. */
const reserved = /^(true|false|null)$/i;

function scalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isPlain = plainText.test(value) && !value.endsWith(' ') && !reserved.test(value);
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}

type Entry = Readonly<Record<string, string | number | undefined>>;

function braces(entry: object): string {
  const parts = Object.entries(entry as Entry).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${scalar(value)}`],
  );
  return `{ ${parts.join(', ')} }`;
}

function list(indent: string, entries: readonly object[]): string {
  return entries.map((entry) => `${indent}- ${braces(entry)}`).join('\n');
}

function cooperatives(plan: CountyPlan): string {
  return plan.cooperatives
    .map(
      ({ id, name, nameEn, shares }) =>
        `  - id: ${id}\n    name: ${name}\n    nameEn: ${nameEn}\n    shares: ${braces(shares)}`,
    )
    .join('\n');
}

/** The broker's usual bound of connections, and how many it may have besides the devices. */
const usualConnectionsMax = 10_000;
const spareConnections = 1_000;

/** Every device has a connection of its own. */
function broker(plan: CountyPlan): string {
  const connections = deviceCountOf(plan) + spareConnections;
  const limits =
    connections > usualConnectionsMax ? `, limits: { maxConnections: ${connections} }` : '';
  return `{ mode: embedded, host: 127.0.0.1, port: 1883${limits} }`;
}

/** What `origin` says stands in the first line, such as the command that made the county. */
export function countyYaml(plan: CountyPlan, origin: string): string {
  return `# An invented county in the manner of Lankao, Henan: ${origin}
# Every key is explained in docs/configuration.md, and paulownia.example.yaml shows prices, tools,
# an external broker and other stores.

county: ${braces(plan.county)}

network:
  substations:
${list('    ', plan.substations)}
  feeders:
${list('    ', plan.feeders)}
  areas:
${list('    ', plan.areas)}

cooperatives:
${cooperatives(plan)}

deviceDefaults: { reportIntervalS: ${plan.reportIntervalS} }

devices:
${list('  ', plan.devices)}

mqtt: ${broker(plan)}
store: { folder: data }
journal: { folder: data/journal }
http: { host: 127.0.0.1, port: 8080 }
`;
}
