import type { DeviceView } from '../../../../../src/contract/http.ts';

type DeviceKind = DeviceView['kind'];

/** Kinds of devices in the order of a choice, with the colour of what they do; null for those outside the balance. */
const colors: Readonly<Record<DeviceKind, string | null>> = {
  pv: 'pv',
  wind: 'wind',
  battery: 'storage',
  biogas: 'biogas',
  load: 'load',
  heat_pump: 'heat',
  heat_store: 'heat',
  ev_charger: 'ev',
  pcc_meter: 'grid',
  transformer_meter: 'grid',
  weather_station: null,
};

export const deviceKinds = Object.keys(colors) as DeviceKind[];

/** Name of the colour in `styles/tokens.css`. */
export function kindColor(kind: DeviceKind): string {
  return colors[kind] ?? 'muted';
}
