import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { configJsonSchema } from '../../../src/app/cli/config-schema.ts';
import { loadConfig } from '../../../src/app/config/load.ts';
import { configReference } from '../../support/config-reference.ts';
import { diskSources, smallCounty } from '../../support/small-county.ts';

const root = join(import.meta.dirname, '../../..');
const docs = join(root, 'docs');

/** Loads the small county with sections of a document over its own. */
function faultsWith(sections: object): readonly unknown[] {
  const text = stringify({ ...parse(smallCounty), profiles: [], ...sections });
  const outcome = loadConfig('county.yaml', {
    ...diskSources,
    env: {
      GRAFANA_PASSWORD: 'x',
      PAULOWNIA_TOOL_PASSWORD: 'x',
      PAULOWNIA_MQTT_PASSWORD: 'x',
      PAULOWNIA_INFLUXDB_PASSWORD: 'x',
      PAULOWNIA_INFLUXDB_TOKEN: 'x',
    },
    readFile: (path) => (path === 'county.yaml' ? text : 'x'),
  });
  return outcome.ok ? [] : outcome.fault;
}

test('the reference of keys says what the schema says (renew it with vitest -u)', async () => {
  const reference = configReference(JSON.parse(configJsonSchema()));
  await expect(reference).toMatchFileSnapshot(join(docs, 'configuration-keys.md'));
});

describe('examples in docs/configuration.md', () => {
  const text = readFileSync(join(docs, 'configuration.md'), 'utf8');
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');

  test.each(blocks)('%s', (block) => {
    expect(faultsWith(parse(block))).toEqual([]);
  });

  test('are there', () => expect(blocks).toHaveLength(5));
});

test('the settings of Mosquitto beside docker-compose.yml are those that the documentation gives', () => {
  const settled = readFileSync(join(root, '.docker/mosquitto.conf'), 'utf8');
  const guide = readFileSync(join(docs, 'configuration.md'), 'utf8');
  const table = guide.slice(guide.indexOf('| Mosquitto 2 |'));
  const settings = [...table.matchAll(/^\| `(\w+)` \| [^|]* \| ([\w,]+) \|/gm)];
  expect(settings.length).toBe(6);
  for (const [, name, value] of settings) {
    expect(settled).toContain(`${name} ${value?.replaceAll(',', '')}\n`);
  }
});
