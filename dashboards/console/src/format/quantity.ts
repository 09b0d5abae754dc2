/** How numbers look on every page: grouped thousands, a true minus sign, a precision that fits the unit. */

export interface Quantity {
  readonly number: string;
  readonly unit: string;
}

/** Digits after the decimal point; units that are not listed show two. */
const digitsByUnit: Readonly<Record<string, number>> = {
  kW: 1,
  MW: 2,
  kvar: 1,
  Mvar: 2,
  kVA: 0,
  MVA: 1,
  kWh: 0,
  '%': 1,
  '¥': 2,
  V: 1,
  A: 1,
  Hz: 2,
  '°C': 1,
  'm/s': 1,
  '°': 0,
  rpm: 1,
  'W/m²': 0,
  'm³/h': 1,
  hPa: 1,
  'mm/h': 1,
  s: 0,
};
const digitsOfOtherUnits = 2;

/** From this magnitude on a unit gives way to a thousandfold one. */
const largerUnits: Readonly<Record<string, { readonly unit: string; readonly from: number }>> = {
  kW: { unit: 'MW', from: 1_000 },
  kvar: { unit: 'Mvar', from: 1_000 },
  kVA: { unit: 'MVA', from: 10_000 },
};

const formats = new Map<number, Intl.NumberFormat>();

function grouped(value: number, digits: number): string {
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    });
    formats.set(digits, format);
  }
  return format.format(value).replace('-', '−');
}

function digitsOf(value: number, unit: string): number {
  const digits = digitsByUnit[unit] ?? digitsOfOtherUnits;
  const isSmallPower = (unit === 'kW' || unit === 'kvar') && Math.abs(value) < 9.995;
  return isSmallPower ? digits + 1 : digits;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** A value in `unit` as its number and the unit that it is shown in; a dash where there is none. */
export function formatQuantity(value: number | null | undefined, unit: string): Quantity {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return { number: '–', unit: '' };
  }
  const larger = largerUnits[unit];
  if (larger !== undefined && Math.abs(rounded(value, digitsOf(value, unit))) >= larger.from) {
    const scaled = value / 1_000;
    return { number: grouped(scaled, digitsOf(scaled, larger.unit)), unit: larger.unit };
  }
  return { number: grouped(value, digitsOf(value, unit)), unit };
}

/** The same in one string: `12.4 kW`, `62.5%`, `¥1,284.50`. */
export function quantityText(value: number | null | undefined, unit: string): string {
  const { number, unit: shown } = formatQuantity(value, unit);
  if (shown === '') return number;
  if (shown === '¥') return number.startsWith('−') ? `−¥${number.slice(1)}` : `¥${number}`;
  return shown === '%' || shown === '°' ? `${number}${shown}` : `${number} ${shown}`;
}

/** Digits after the point that a unit is shown with, where values of a column share it. */
export function unitDigits(unit: string): number {
  const digits = digitsByUnit[unit] ?? digitsOfOtherUnits;
  return unit === 'kW' || unit === 'kvar' || unit === 'kWh' ? digits + 1 : digits;
}

/** A bare number with fixed digits, for a column whose head carries the unit. */
export function columnText(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : grouped(value, digits);
}

/** A count: `1,204`. */
export function countText(value: number): string {
  return grouped(value, 0);
}
