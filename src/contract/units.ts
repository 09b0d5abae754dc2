/** Units that devices send, and how each becomes the unit of a point. */

/** `base = (value − zero) × num ÷ den`; whole numbers keep conversions such as W to kW exact. */
interface UnitScale {
  readonly num: number;
  readonly den: number;
  readonly zero: number;
}

const scale = (num: number, den = 1, zero = 0): UnitScale => ({ num, den, zero });

/** Units of one quantity convert into each other. The first of each list is a point's unit. */
const quantities: readonly Readonly<Record<string, UnitScale>>[] = [
  { kW: scale(1_000), W: scale(1), MW: scale(1_000_000), GW: scale(1_000_000_000) },
  { kvar: scale(1_000), var: scale(1), Mvar: scale(1_000_000) },
  {
    kWh: scale(3_600_000),
    Wh: scale(3_600),
    MWh: scale(3_600_000_000),
    GWh: scale(3_600_000_000_000),
    Wmin: scale(60),
    J: scale(1),
    kJ: scale(1_000),
    MJ: scale(1_000_000),
    GJ: scale(1_000_000_000),
  },
  {
    '°C': scale(1),
    C: scale(1),
    K: scale(1, 1, 273.15),
    '°F': scale(5, 9, 32),
    F: scale(5, 9, 32),
  },
  { V: scale(1_000), mV: scale(1), kV: scale(1_000_000) },
  { A: scale(1_000), mA: scale(1), kA: scale(1_000_000) },
  { Hz: scale(1_000), mHz: scale(1) },
  { 'm/s': scale(1), 'km/h': scale(1_000, 3_600), kn: scale(1_852, 3_600) },
  { '°': scale(1), deg: scale(1) },
  { rpm: scale(1), 'r/min': scale(1) },
  { '%': scale(1), ratio: scale(100) },
  { hPa: scale(100), Pa: scale(1), kPa: scale(1_000), mbar: scale(100), bar: scale(100_000) },
  { 'W/m²': scale(1), 'W/m2': scale(1), 'kW/m²': scale(1_000), 'kW/m2': scale(1_000) },
  { 'm³/h': scale(60), 'm3/h': scale(60), 'L/h': scale(60, 1_000), 'L/min': scale(3_600, 1_000) },
  { 'mm/h': scale(1) },
];

/** Units that may stand for `unit`, itself first. */
export function unitsLike(unit: string): string[] {
  const quantity = quantities.find((units) => Object.hasOwn(units, unit)) ?? {};
  return [unit, ...Object.keys(quantity).filter((name) => name !== unit)];
}

/** Turns a value in the unit `from` into the unit `to`; null where they measure different things. */
export function converter(from: string, to: string): ((value: number) => number) | null {
  if (from === to) return (value) => value;
  const quantity = quantities.find((units) => Object.hasOwn(units, from));
  const [source, target] = [quantity?.[from], quantity?.[to]];
  if (source === undefined || target === undefined) return null;
  const num = source.num * target.den;
  const den = source.den * target.num;
  const divisor = greatestCommonDivisor(num, den);
  const [times, by] = [num / divisor, den / divisor];
  return (value) => ((value - source.zero) * times) / by + target.zero;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
