/** Counties that can be generated, and why they are as large as they are. */

export const countySizeNames = ['small', 'demo', 'lankao'] as const;
export type CountySizeName = (typeof countySizeNames)[number];

export interface WindFarms {
  readonly farms: number;
  readonly turbinesPerFarm: number;
  readonly turbineKw: number;
  /** A large farm has a collector substation; a few turbines hang on one that is there. */
  readonly ownSubstations: boolean;
}

export interface CountySize {
  readonly townships: number;
  /** Either so many villages with all of their areas, or so many areas. */
  readonly extent: { readonly villages: number } | { readonly areas: number };
  readonly townshipsPerSubstation: number;
  readonly areasPerFeederMax: number;
  readonly wind: WindFarms;
  /** Roofs, and boxes of house meters, of an area that report together as one device. */
  readonly fleet: number;
  readonly reportIntervalS: number;
}

export const countySizes: Readonly<Record<CountySizeName, CountySize>> = {
  /** For tests: as few devices as show every kind. */
  small: {
    townships: 1,
    extent: { areas: 3 },
    townshipsPerSubstation: 1,
    areasPerFeederMax: 2,
    wind: { farms: 1, turbinesPerFarm: 1, turbineKw: 800, ownSubstations: false },
    fleet: 6,
    reportIntervalS: 60,
  },
  /** The demonstration: a quarter of the county at a glance, two substations and six lines. */
  demo: {
    townships: 6,
    extent: { areas: 24 },
    townshipsPerSubstation: 3,
    areasPerFeederMax: 4,
    wind: { farms: 2, turbinesPerFarm: 2, turbineKw: 2_000, ownSubstations: false },
    fleet: 1,
    reportIntervalS: 60,
  },
  /**
   * Lankao in full: 16 townships, about 450 administrative villages, and the 750 MW of wind of its
   * approved plan for 2017–2021. A 10 kV line of the plain serves 10 to 30 transformers (assumption).
   * Meters of so many devices report every 5 minutes, as in practice.
   */
  lankao: {
    townships: 16,
    extent: { villages: 450 },
    townshipsPerSubstation: 1,
    areasPerFeederMax: 16,
    wind: { farms: 6, turbinesPerFarm: 50, turbineKw: 2_500, ownSubstations: true },
    fleet: 1,
    reportIntervalS: 300,
  },
};

export function isCountySizeName(name: string): name is CountySizeName {
  return (countySizeNames as readonly string[]).includes(name);
}
