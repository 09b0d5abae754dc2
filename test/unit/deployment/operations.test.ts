import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { commands } from '../../../src/app/cli/commands.ts';
import { loadConfig } from '../../../src/app/config/load.ts';
import { referencesIn, root, textOf } from '../../support/deployment-files.ts';
import { diskSources, smallCounty } from '../../support/small-county.ts';

const names = ['docs/operations.md', 'docs/operations.zh-CN.md'] as const;

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(names)('%s', (name) => {
  const text = textOf(name);

  test('names commands and options that there are', () => {
    const called = [...text.matchAll(/npm run paulownia -- ([^`\n]+)/g)].map(
      ([, call = '']) => call,
    );
    expect(called.length).toBeGreaterThan(3);
    for (const call of called) {
      const command = commands.find((each) => call.startsWith(each.name));
      expect(command, call).toBeDefined();
      for (const [, option = ''] of call.matchAll(/--([a-z]+)/g)) {
        expect(Object.keys(command?.options ?? {}), call).toContain(option);
      }
    }
  });

  test('leads to files and headings that there are', () => {
    for (const [, file = '', heading = ''] of text.matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)) {
      const path = file === '' ? name : join('docs', file);
      expect(existsSync(join(root, path)), path).toBe(true);
      if (heading !== '') expect(headingsOf(textOf(path)), path).toContain(heading);
    }
  });

  test('names files, variables and services of the deployment that there are', () => {
    const compose = textOf('docker-compose.yml');
    for (const [path] of text.matchAll(/\.docker\/[\w./-]*\w/g)) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    const variables = new Set(referencesIn(compose).map((reference) => reference.name));
    for (const [variable] of text.matchAll(/\b(?:PAULOWNIA|GRAFANA)_[A-Z_]+/g)) {
      expect(variables).toContain(variable);
    }
    const { services } = parse(compose);
    for (const [, service] of text.matchAll(
      /docker compose (?:stop|start|logs|cp|build) ([a-z]+)/g,
    )) {
      expect(Object.keys(services)).toContain(service);
    }
  });

  test('names metrics that the service counts', () => {
    const status = readFileSync(join(root, 'src/service/status.ts'), 'utf8');
    const metrics = [...text.matchAll(/paulownia_[a-z_]+/g)].map(([metric]) => metric);
    expect(metrics.length).toBeGreaterThan(5);
    for (const metric of metrics) expect(status).toContain(`'${metric}'`);
  });

  test('has examples of the configuration that are good', () => {
    const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      const county = stringify({ ...parse(smallCounty), profiles: [], ...parse(block) });
      const env = { GRAFANA_PASSWORD: 'x', PAULOWNIA_MQTT_PASSWORD: 'x' };
      const outcome = loadConfig('county.yaml', { ...diskSources, env, readFile: () => county });
      expect(outcome.ok ? [] : outcome.fault).toEqual([]);
    }
  });
});

test('both languages have the same sections', () => {
  const [english, chinese] = names.map((name) => headingsOf(textOf(name)).length);
  expect(chinese).toBe(english);
});
