import type { QuarantineView } from '../../src/contract/http.ts';

/** Messages that could not be used, newest first. */
const samples: readonly Pick<
  QuarantineView,
  'code' | 'detail' | 'topic' | 'deviceId' | 'payloadText'
>[] = [
  {
    code: 'unknown_device',
    detail: 'No device “zhangzhuang-pv-12” is registered.',
    topic: 'paulownia/v1/zhangzhuang-pv-12/telemetry',
    deviceId: 'zhangzhuang-pv-12',
    payloadText: '{"measuredAt":"2026-04-16T05:40:00Z","seq":18,"values":{"powerKw":38.2}}',
  },
  {
    code: 'malformed_json',
    detail: 'The payload ends in the middle of an object.',
    topic: 'paulownia/v1/taohua-4-load-2/telemetry',
    deviceId: 'taohua-4-load-2',
    payloadText: '{"measuredAt":"2026-04-16T02:31:05Z","seq":9031,"values":{"powerKw":12.',
  },
  {
    code: 'unknown_point',
    detail: 'A pv has no point “power”. Did the sender mean “powerKw”?',
    topic: 'paulownia/v1/taohua-1-pv-3/telemetry',
    deviceId: 'taohua-1-pv-3',
    payloadText: '{"measuredAt":1776317465000,"seq":77,"values":{"power":41300}}',
  },
  {
    code: 'packet_too_large',
    detail: 'The packet announces 10,485,760 bytes; at most 262,144 are taken.',
    topic: 'paulownia/v1/nanzhang-6-ev-1/birth',
    deviceId: null,
    payloadText: '',
  },
];

export function fixtureQuarantine(now: number, count: number): QuarantineView[] {
  return Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length] ?? samples[0];
    return {
      id: count - index,
      at: new Date(now - index * 173_000).toISOString(),
      topic: '',
      deviceId: null,
      code: '',
      detail: '',
      payloadText: '',
      ...sample,
      payloadBytes: sample?.payloadText.length || 10_485_760,
      replayedAt: index === 2 ? new Date(now - 60_000).toISOString() : null,
    };
  });
}
