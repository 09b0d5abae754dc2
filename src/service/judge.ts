import { kindSpecOf } from '../contract/device-kinds.ts';
import type { Device } from '../domain/device.ts';
import { createTrack, judge, type QualityTrack } from '../domain/quality.ts';
import type { JudgedReading, Reading } from '../domain/reading.ts';
import { qualityOf, reasonMaskOf } from '../domain/verdict.ts';

/** Gives each reading its quality. It remembers of every device what the next reading is compared with. */
export type Judge = (reading: Reading) => JudgedReading;

export function newJudge(): Judge {
  const tracks = new Map<number, { readonly device: Device; readonly track: QualityTrack }>();
  return (reading) => {
    const { device } = reading;
    let known = tracks.get(device.key);
    if (known?.device !== device) {
      known = { device, track: createTrack(device, kindSpecOf(device.kind).points) };
      tracks.set(device.key, known);
    }
    const verdict = judge(known.track, reading);
    return { reading, quality: qualityOf(verdict), reasons: reasonMaskOf(verdict) };
  };
}
