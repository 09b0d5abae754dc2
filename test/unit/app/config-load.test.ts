import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { describeConfig } from '../../../src/app/config/describe.ts';
import { formatFault } from '../../../src/app/config/faults.ts';
import { loadConfig } from '../../../src/app/config/load.ts';
import { changed, faultsOf, loadText, smallCounty, sources } from '../../support/small-county.ts';

function loaded(text: string) {
  const outcome = loadText(text);
  if (!outcome.ok) throw new Error(outcome.fault.map(formatFault).join('\n'));
  return outcome.value;
}

const broker = (rest: string): string =>
  changed('  mode: embedded\n  port: 1883', `  mode: external\n  url: mqtts://host:8883\n${rest}`);

describe('defaults and paths', () => {
  test('what is left out is filled in', () => {
    const config = loaded(smallCounty);
    expect(config.county).toMatchObject({ timeZone: 'Asia/Shanghai', currency: '元' });
    expect(config.deviceDefaults.reportIntervalS).toBe(300);
    expect(config.mqtt).toMatchObject({ mode: 'embedded', host: '127.0.0.1', port: 1883 });
    expect(config.store.retention).toEqual({ rawDays: 90, quartersDays: 1830, daysDays: 3650 });
    expect(config.http).toMatchObject({ host: '127.0.0.1', secureCookies: false });
  });

  test('whole sections may be left out', () => {
    const text = smallCounty
      .slice(0, smallCounty.indexOf('tariffs:'))
      .replace(', profile: shelly-3em', '');
    const config = loaded(text);
    expect(config.mqtt.mode).toBe('embedded');
    expect(config.journal).toMatchObject({ maxMb: 1024, segmentMb: 16, sync: 'always' });
    expect(config.tariffs).toEqual({ timeOfUse: [], feedIn: [], gridFactor: [] });
  });

  test('paths start at the folder of the file', () => {
    const config = loaded(broker('  tls: { caFile: ca.pem }'));
    expect(config.store.folder).toBe('/etc/paulownia/data');
    expect(config.journal.folder).toBe('/etc/paulownia/data/journal');
    expect(config.profiles.map(({ id }) => id)).toContain('my-meter');
    expect(config.mqtt).toMatchObject({ tls: { caFile: '/etc/paulownia/ca.pem' } });
  });

  test('a device may name a profile that its own file describes', () => {
    expect(faultsOf(changed('profile: shelly-3em', 'profile: my-meter'))).toEqual([]);
  });

  test('a file that cannot be read is one fault', () => {
    const outcome = loadConfig('/etc/paulownia/nowhere.yaml', sources);
    expect(outcome).toMatchObject({ ok: false, fault: [{ line: 1, path: '' }] });
  });
});

describe('secrets', () => {
  test('come from the environment', () => {
    const [tool] = loaded(smallCounty).tools;
    expect(tool?.password.reveal()).toBe('open-sesame');
  });

  test('come from a file, without the line end after them', () => {
    const { mqtt } = loaded(broker('  username: me\n  password: { file: secret.txt }'));
    expect(mqtt.mode === 'external' && mqtt.password?.reveal()).toBe('from-a-file');
  });

  test.each([
    ['{ env: NOT_SET }', 'tools[0].password.env', 'NOT_SET is not set'],
    ['{ file: nowhere.txt }', 'tools[0].password.file', "'nowhere.txt' cannot be read"],
    ['{ file: empty.txt }', 'tools[0].password.file', "'empty.txt' is empty"],
    ['{ env: A, file: b }', 'tools[0].password', 'a secret does not belong in this file'],
  ])('%s is a fault', (ref, path, words) => {
    const [fault, ...others] = faultsOf(changed('{ env: GRAFANA_PASSWORD }', ref));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ line: 40, path });
    expect(fault?.message).toContain(words);
  });

  test('one written in the file is refused with the remedy and not repeated', () => {
    const [fault] = faultsOf(changed('{ env: GRAFANA_PASSWORD }', 'hunter2'));
    expect(fault).toMatchObject({ line: 40, column: 15, path: 'tools[0].password' });
    expect(fault?.message).toContain('{ env: NAME }');
    expect(JSON.stringify(fault)).not.toContain('hunter2');
  });

  test('are nowhere in what is printed of the configuration', () => {
    const config = loaded(smallCounty);
    for (const text of [
      describeConfig(config),
      JSON.stringify(config),
      inspect(config, { depth: 9 }),
      `${config.tools[0]?.password}`,
    ]) {
      expect(text).not.toContain('open-sesame');
      expect(text).toContain('redacted, from environment variable GRAFANA_PASSWORD');
    }
  });
});
