import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import { identifier, select, stringLiteral, tagIn } from '../../src/storage/influx/influxql.ts';
import type { InfluxDevices } from '../../src/storage/influx/schema.ts';
import { idOfTag, tagOfId } from '../../src/storage/influx/tag-text.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { always, loads } from '../support/store-bed.ts';
import { at, readingRows, readings } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const server = sharedInfluxdb();

/** Pieces that end a name, a text, an expression or a statement somewhere. */
const sharp = fc.constantFrom(
  ...['"', "'", '\\', '\\\\', '/', ',', ' ', '=', ';', '\n', '\r', '\t', '\0', '#', '%', '$', '`'],
  ...['(', ')', '|', '^', '.', '*', '[', ']', '{', '}', '?', '+', '-', '--', '/*', '*/', '=~'],
  ...["' OR 1=1", '"; DROP DATABASE "x', "'; DROP MEASUREMENT load", '$)/ OR device =~ /.', '\\n'],
  ...['赵', '光伏', '\u2028', '\u0085', '\ufffd', '\ufeff', '\ud800', '😀', 'é', 'e\u0301', '%A;'],
);
const id = fc
  .array(fc.oneof(sharp, sharp, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 6 })
  .map((parts) => parts.join(''));

test('every id comes back from its tag, and no two ids have one tag', () => {
  const property = fc.property(id, id, (one, other) => {
    expect(idOfTag(tagOfId(one))).toBe(one);
    if (one !== other) expect(tagOfId(one)).not.toBe(tagOfId(other));
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('readings of devices with any ids are found under them, alone and together', async () => {
  const ids: string[] = [];
  const devices: InfluxDevices = {
    byKey: (key) => (ids[key] === undefined ? null : { id: ids[key], area: `in ${ids[key]}` }),
    keyOf: (wanted) => (ids.includes(wanted) ? ids.indexOf(wanted) : null),
  };
  const transport = influx1Transport({ url: server().url, database: freshDatabase() });
  const store = openInfluxStore({ folder: tempFolder(), transport, devices });
  onTestFinished(() => store.close());
  const many = fc.uniqueArray(id, { minLength: 20, maxLength: 24 });
  const property = fc.asyncProperty(many, async (drawn) => {
    const keys = drawn.map((one) => (ids.includes(one) ? ids.indexOf(one) : ids.push(one) - 1));
    const rows = keys.map((device) => ({ device, at: at(0), values: { powerKw: device } }));
    expect(await store.write([readings('load', rows)], 1, [])).not.toHaveProperty('rejected');
    for (const deviceKeys of [keys, ...keys.map((key) => [key])]) {
      const found = readingRows(await store.read(loads({ deviceKeys, ...always })));
      expect(found.map(({ device, values }) => [device, values.powerKw])).toEqual(
        deviceKeys.toSorted((a, b) => a - b).map((key) => [key, key]),
      );
    }
    const [latest] = await store.latest();
    expect(latest?.length).toBe(ids.length);
    const [gone = 0] = keys;
    await store.deleteDevice('load', gone);
    expect((await store.read(loads({ deviceKeys: keys }))).length).toBe(keys.length - 1);
    await store.write([readings('load', rows)], 1, []);
  });
  await fc.assert(property, { numRuns: 12 });
});

/** Statements that ask for something of that name; none where InfluxQL cannot hold it. */
function statementsWith(text: string): string[] {
  const tags = Array.from({ length: 20 }, () => tagOfId(text));
  const everyone = select({ what: ['*'], from: 'load', where: [tagIn('device', tags)] });
  if (/\p{Cc}/u.test(text)) {
    expect(() => identifier(text)).toThrow(/cannot hold/);
    expect(() => stringLiteral(text)).toThrow(/cannot hold/);
    return [everyone];
  }
  const where = [`${identifier('device')} = ${stringLiteral(text)}`];
  return [
    everyone,
    select({ what: [identifier('powerKw')], from: `no ${text}` }),
    select({ what: [identifier(`no ${text}`)], from: 'load' }),
    select({ what: ['*'], from: 'load', where }),
  ];
}

test('any text in a statement is that text and nothing else', async () => {
  const database = freshDatabase();
  const transport = influx1Transport({ url: server().url, database });
  onTestFinished(() => transport.close());
  await transport.prepare();
  await transport.write(Buffer.from('load,device=a powerKw=1 1\n'));
  const text = id.filter((one) => one !== 'a' && !/\p{Cs}/u.test(one));
  const property = fc.asyncProperty(text, async (one) => {
    for (const statement of statementsWith(one)) {
      expect(await transport.query(statement)).toEqual([]);
    }
    expect(await transport.query('SELECT * FROM load')).toHaveLength(1);
  });
  await fc.assert(property, { numRuns: 60 });
});
