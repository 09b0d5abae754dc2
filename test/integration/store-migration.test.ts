import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { storeMigrateCommand } from '../../src/app/cli/store-migrate.ts';
import { dayMs, minuteMs } from '../../src/domain/instant.ts';
import { historyPosition } from '../support/history.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import {
  ground,
  hasCredential,
  influxGround,
  inStore,
  killedMigration,
  migrateHere,
  restate,
} from '../support/migration-ground.ts';
import { paulownia, serve, writeConfig } from '../support/service-process.ts';
import { row } from '../support/store-bed.ts';
import { at, readings } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const influxdb = sharedInfluxdb();

describe('store migrate', () => {
  test('fills a new folder, devices and credentials too, and says that both are equal', async () => {
    const { from, to, run } = await ground();
    const { exitCode, stdout, stderr } = await run();
    expect(stderr).toContain(`From the embedded store in ${join(from.folder, 'data')}\nto the `);
    const bar = '[##############################] 100 %  4 devices  2,245 of 2,245';
    expect(stderr).toContain(`Copying ${bar}`);
    expect(stderr).toContain(`Comparing ${bar}`);
    expect(stderr).toMatch(/Both stores are equal\.\n$/);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^level +kind +point +values +sum +result\nreadings +pv +\(rows\) +720 +equal\n/,
    );
    expect(stdout).toMatch(/\n15-min slots +load +powerKw +28\d +[\d,]+\.\d+ +equal\n/);
    expect(stdout).toMatch(/\nslots to roll up +2 +equal\n$/);
    expect(await hasCredential(to.file, 'zhao-pv')).toBe(true);
    // The two have journals of their own, so the service reads the target's from its beginning.
    expect(await inStore(to.folder, (store) => store.position())).toBe(0);

    const again = await run();
    expect(again).toMatchObject({ exitCode: 0, stdout: '' });
    expect(again.stderr).toMatch(/is finished\. To begin a new one, remove .*-to-embedded\.json/);
    const { end } = await serve(to.file);
    const inUse = await run('--again');
    expect([inUse.exitCode, inUse.stderr]).toEqual([1, expect.stringContaining('in use by')]);
    expect((await end('SIGTERM')).code).toBe(0);
  });

  test('that is killed goes on, and a service keeps off the store until it is whole', async () => {
    const place = await ground();
    const { from, to } = place;
    for (let kills = 0; kills < 2; kills += 1) await killedMigration(place);
    expect((await migrateHere(place)).equal).toBe(true);
    const stats = (folder: string) => inStore(folder, (store) => store.stats());
    const { rows, points } = await stats(from.folder);
    expect(await stats(to.folder)).toMatchObject({ rows, points });

    restate(place, 'copying');
    const refused = await paulownia('serve', to.file);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      'has not filled this store yet. Run "paulownia store migrate" again',
    );
  });

  test('notices what was changed since, names where, and copies it once more', async () => {
    const place = await ground();
    expect((await migrateHere(place)).equal).toBe(true);
    await inStore(place.to.folder, (store) =>
      store.write([readings('load', [row(4, 30 * minuteMs, 99)])], 0, []),
    );
    restate(place, 'copied');
    const { exitCode, stdout, stderr } = await place.run();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nreadings +load +\(rows\) +145 +1 different\n/);
    expect(stdout).toMatch(/\nreadings +load +powerKw +\d+ +[\d,.]+ \| [\d,.]+ +DIFFERENT\n/);
    expect(stdout).toContain('readings of load zhao-load at 2025-06-01T00:30:00.000Z');
    expect(stderr).toContain('--again, which copies everything once more');

    await inStore(place.from.folder, (store) =>
      store.write([readings('pv', [row(2, minuteMs, 5)])], historyPosition + 1, []),
    );
    const wentOn = await migrateHere(place);
    expect(wentOn.told).toEqual([expect.stringContaining('The source was written to')]);
    expect(wentOn.equal).toBe(true);

    restate(place, 'copied');
    rmSync(join(place.to.folder, 'data/readings'), { recursive: true });
    const emptied = await migrateHere(place);
    expect(emptied.told).toEqual([expect.stringContaining('The target is empty again')]);
    expect(emptied.equal).toBe(true);
  });

  test('writes over nothing, and refuses what cannot be', async () => {
    const place = await ground();
    const { from, to, progressFile } = place;
    const here = { ...place, to: from };
    await expect(migrateHere(here)).rejects.toThrow('Both files name the same store');
    await expect(storeMigrateCommand.run([], { from: from.file })).rejects.toThrow(
      'needs --from and --to',
    );

    mkdirSync(join(to.folder, 'data'));
    writeFileSync(progressFile, 'torn');
    await expect(migrateHere(place)).rejects.toThrow('Empty the target, remove the file');
    rmSync(progressFile);
    await inStore(to.folder, (store) => store.write([readings('load', [row(4, 0, 1)])], 7, []));
    await expect(migrateHere(place)).rejects.toThrow(
      /There are 1 rows already .* Migrate into an empty store/,
    );
    const nothing = { folder: tempFolder(), file: '' };
    const empty = { ...place, from: { ...nothing, file: writeConfig(nothing.folder) } };
    await expect(migrateHere(empty)).rejects.toThrow(/There is no data in/);
  });

  test('takes a county to InfluxDB in its own folder, killed once on the way', async () => {
    const database = freshDatabase();
    const place = await influxGround({ url: influxdb().url, database });
    await killedMigration(place);
    const { exitCode, stderr } = await place.run();
    expect(stderr).toContain(`to the database ${database} of InfluxDB at ${influxdb().url}\n`);
    expect(exitCode).toBe(0);
    const [pv] = await influxdb().ask(database, `SELECT count("quality") FROM "pv"`);
    expect(pv?.values[0]?.[1]).toBe(720);
    const [one] = await influxdb().ask(
      database,
      `SELECT "powerKw" FROM "pv" WHERE "device" = 'zhao-pv' AND "area" = 'zhao' LIMIT 1`,
    );
    expect(one?.values[0]).toEqual([at(10 * minuteMs), 2 / 3 + 1 / 7]);
    // Both have one journal, so the service goes on in it where it was.
    const progress = new DatabaseSync(join(place.to.folder, 'data/influx-progress.sqlite'));
    expect(progress.prepare('SELECT position FROM state').get()).toEqual({
      position: historyPosition,
    });
    progress.close();

    const from = new Date(at(dayMs)).toISOString();
    await influxdb().ask(database, `DELETE FROM "load" WHERE time >= '${from}'`);
    restate(place, 'copied');
    const tampered = await migrateHere(place);
    expect(tampered.equal).toBe(false);
    expect((await migrateHere(place, true)).equal).toBe(true);
  });
});
