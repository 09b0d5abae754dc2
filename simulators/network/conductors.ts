/**
 * Conductors as they are strung. Resistance of aluminium is 31.5 Ω·mm²/km, as Chinese handbooks
 * reckon it; reactances and lasting currents are the usual ones of such lines at 25 °C (assumptions
 * close to the tables of those handbooks).
 */
interface ConductorClass {
  readonly xOhmPerKm: number;
  readonly capacitanceNfPerKm: number;
  /** Cross-sections in mm² with the current in A that each carries all the time. */
  readonly sizes: readonly (readonly [areaMm2: number, currentA: number])[];
}

const aluminiumOhmMm2PerKm = 31.5;

export const conductorClasses = {
  /** Insulated conductors on low poles in the village. */
  village: {
    xOhmPerKm: 0.3,
    capacitanceNfPerKm: 0,
    sizes: [
      [50, 160],
      [70, 200],
      [95, 245],
      [120, 290],
      [150, 335],
      [185, 385],
      [240, 460],
    ],
  },
  /** Bare steel-cored aluminium of 10 kV. */
  country: {
    xOhmPerKm: 0.365,
    capacitanceNfPerKm: 10,
    sizes: [
      [50, 220],
      [70, 275],
      [95, 335],
      [120, 380],
      [150, 445],
      [185, 515],
      [240, 610],
    ],
  },
  /** Bare steel-cored aluminium of 110 kV. */
  transmission: {
    xOhmPerKm: 0.4,
    capacitanceNfPerKm: 9,
    sizes: [
      [185, 515],
      [240, 610],
      [300, 700],
      [400, 845],
    ],
  },
} as const satisfies Record<string, ConductorClass>;
export type ConductorName = keyof typeof conductorClasses;

/** One or several equal circuits side by side, as one line. */
export interface StrungLine {
  readonly rOhmPerKm: number;
  readonly xOhmPerKm: number;
  readonly capacitanceNfPerKm: number;
  readonly currentAMax: number;
}

export interface LineNeed {
  readonly conductor: ConductorName;
  readonly nominalKv: number;
  /** The most that is planned to flow at its head. */
  readonly headKva: number;
  /** Sum over the way to its worst end of what flows in each section times its length. */
  readonly momentKvaKm: number;
  /** Share of the voltage that may be lost on that way. */
  readonly dropRatioMax: number;
}

/** Planned for loads with a power factor of 0.95; for roofs this is on the safe side. */
const planned = { cos: 0.95, sin: 0.31 } as const;

/** The fewest circuits, then the thinnest conductor, with which current and voltage drop are right. */
export function strungLine(need: LineNeed): StrungLine {
  const { sizes } = conductorClasses[need.conductor];
  const [smallest] = sizes;
  const circuits = Math.ceil(Math.min(...sizes.map((size) => circuitsOf(need, size))));
  const size = sizes.find((candidate) => circuitsOf(need, candidate) <= circuits) ?? smallest;
  return strung(need, size, Math.max(1, circuits));
}

type ConductorSize = readonly [areaMm2: number, currentA: number];

function strung(
  { conductor }: LineNeed,
  [areaMm2, currentA]: ConductorSize,
  circuits: number,
): StrungLine {
  const { xOhmPerKm, capacitanceNfPerKm } = conductorClasses[conductor];
  return {
    rOhmPerKm: aluminiumOhmMm2PerKm / areaMm2 / circuits,
    xOhmPerKm: xOhmPerKm / circuits,
    capacitanceNfPerKm: capacitanceNfPerKm * circuits,
    currentAMax: currentA * circuits,
  };
}

/** How many circuits of a size current and voltage drop ask for; a fraction is a part of one. */
function circuitsOf(need: LineNeed, size: ConductorSize): number {
  const { headKva, momentKvaKm, nominalKv, dropRatioMax } = need;
  const { rOhmPerKm, xOhmPerKm, currentAMax } = strung(need, size, 1);
  const headA = headKva / (Math.sqrt(3) * nominalKv);
  const ohmPerKm = rOhmPerKm * planned.cos + xOhmPerKm * planned.sin;
  const dropRatio = (momentKvaKm * ohmPerKm) / (1_000 * nominalKv ** 2);
  return Math.max(headA / currentAMax, dropRatio / dropRatioMax);
}
