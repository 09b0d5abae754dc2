import { expect, test } from 'vitest';
import { mosquittoFiles, serviceRights } from '../../../src/mqtt/mosquitto-files.ts';

const device = { type: 'device', deviceId: 'pv-1', extraPublish: ['tele/plug-7/+'] } as const;

test('a device may write its up topics and read its down topics', () => {
  const files = mosquittoFiles([{ username: 'pv-1', hash: '$7$1$AA==$BB==', principal: device }]);
  expect(files).toEqual({
    ok: true,
    value: {
      passwords: 'pv-1:$7$1$AA==$BB==\n',
      acl: [
        'user pv-1',
        'topic write paulownia/v1/pv-1/telemetry',
        'topic write paulownia/v1/pv-1/birth',
        'topic write paulownia/v1/pv-1/status',
        'topic write paulownia/v1/pv-1/ack',
        'topic write tele/plug-7/+',
        'topic read paulownia/v1/pv-1/setpoint',
        'topic read paulownia/v1/pv-1/error',
        '',
      ].join('\n'),
    },
  });
});

test('the service reads what goes up, of profiles too, and writes what goes down', () => {
  expect(serviceRights(['tele/+/SENSOR'])).toMatchObject({
    mayPublish: ['paulownia/v1/+/setpoint', 'paulownia/v1/+/error'],
    maySubscribe: [
      'paulownia/v1/+/telemetry',
      'paulownia/v1/+/birth',
      'paulownia/v1/+/status',
      'paulownia/v1/+/ack',
      'tele/+/SENSOR',
    ],
  });
});

test.each([
  ['a name with a line end', { username: 'a\nuser admin' }],
  ['a name with a colon', { username: 'a:b' }],
  ['a name that is a comment', { username: '#a' }],
  ['an empty name', { username: '' }],
  ['a hash with a line end', { hash: '$7$1$AA==$BB==\nroot:$7$' }],
  [
    'a filter with a line end',
    { principal: { ...device, extraPublish: ['a\ntopic readwrite #'] } },
  ],
  ['an empty filter', { principal: { ...device, extraPublish: [''] } }],
])('%s is refused', (_name, change) => {
  const user = { username: 'pv-1', hash: '$7$1$AA==$BB==', principal: device, ...change };
  expect(mosquittoFiles([user]).ok).toBe(false);
});
