/** Ranges to ask for rows that lie anywhere, so that no answer is large. */

interface Keys {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  readonly at: Float64Array;
}

/** Devices and a half-open range of time. */
export interface Window {
  readonly deviceKeys: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Time of all devices of a window together, in ms: at a reading every 5 s it holds 144,000 rows. */
const deviceMsMax = 200 * 3_600_000;

/** Windows in the order of time that together hold every key. */
export function windowsOf(keys: Keys): Window[] {
  const order = Array.from({ length: keys.length }, (_, row) => row).sort(
    (a, b) => (keys.at[a] ?? 0) - (keys.at[b] ?? 0),
  );
  const windows: Window[] = [];
  let devices = new Set<number>();
  let from = 0;
  let last = 0;
  const end = (): void => {
    if (devices.size > 0) windows.push({ deviceKeys: [...devices], from, to: last + 1 });
    devices = new Set();
  };
  for (const row of order) {
    const device = keys.deviceKeys[row] ?? 0;
    const at = keys.at[row] ?? 0;
    const count = devices.size + (devices.has(device) ? 0 : 1);
    if (count * (at - from) > deviceMsMax) end();
    if (devices.size === 0) from = at;
    devices.add(device);
    last = at;
  }
  end();
  return windows;
}
