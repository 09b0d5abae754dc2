import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataFolder } from '../../../src/app/data-folder.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('a folder that is not there is made, for its owner only', () => {
  const folder = join(tempFolder(), 'data');
  makeDataFolder(folder, 'store.folder');
  makeDataFolder(folder, 'store.folder');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('nothing is made on a disk that is not mounted', () => {
  const mountPoint = join(tempFolder(), 'disk');
  expect(() => makeDataFolder(join(mountPoint, 'data'), 'store.folder')).toThrow(
    `${mountPoint}, which is to hold store.folder, is not there. See whether its disk is mounted`,
  );
  expect(existsSync(mountPoint)).toBe(false);
});

test('a file in the place of the folder, or above it, is told', () => {
  const file = join(tempFolder(), 'data');
  writeFileSync(file, '');
  expect(() => makeDataFolder(file, 'store.folder')).toThrow('a file stands');
  expect(() => makeDataFolder(join(file, 'journal'), 'journal.folder')).toThrow('a file stands');
});

test('a place where nothing may be made is told with its remedy', () => {
  // Not even the system's administrator makes folders here.
  expect(() => makeDataFolder('/sys/paulownia', 'store.folder')).toThrow(
    /(may not write|takes no writing).+correct store\.folder/,
  );
});
