import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zhFrame } from '../../../dashboards/console/src/i18n/zh/frame.ts';
import { zhService } from '../../../dashboards/console/src/i18n/zh/service.ts';
import { commands } from '../../../src/app/cli/commands.ts';
import { qualityReasons } from '../../../src/domain/reading.ts';

const docs = join(import.meta.dirname, '../../../docs');
const read = (name: string): string => readFileSync(join(docs, name), 'utf8');

describe.each(['guide.md', 'guide.zh-CN.md'])('%s', (name) => {
  const text = read(name);

  test('names commands and options that there are', () => {
    const options = new Set(commands.flatMap((command) => Object.keys(command.options)));
    for (const [, command] of text.matchAll(/npm run paulownia -- ([a-z-]+)/g)) {
      expect(commands.map((each) => each.name.split(' ')[0])).toContain(command);
    }
    for (const [, option = ''] of text.matchAll(/[`# 加]--([a-z-]+)/g)) {
      expect(options).toContain(option);
    }
  });

  test('leads to files and headings that there are', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-'),
    );
    for (const [, file = '', heading = ''] of text.matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)) {
      if (file === '') expect(headings).toContain(heading);
      else expect(existsSync(join(docs, file)), file).toBe(true);
    }
  });

  test('explains every reason of a quality', () => {
    for (const reason of qualityReasons) expect(text).toContain(`\`${reason}\``);
  });
});

test('the Chinese guide speaks with the words of the console', () => {
  const text = read('guide.zh-CN.md');
  const { reason, deviceState, quality, role, part } = zhService;
  const words = [reason, deviceState, quality, role, part].flatMap((group) => Object.values(group));
  for (const word of [...words, zhFrame.nav.quarantine, zhFrame.nav.overview]) {
    expect(text).toContain(word);
  }
});

test('the MQTT reference finds the first token in the guide', () => {
  expect(read('mqtt.md')).toContain('guide.md#a-first-token');
  expect(read('guide.md')).toContain('### A first token');
});
