/** A heated zone as five conductances (in W/K) and one capacity, ISO 13790 (2008) annex C. */
export interface Building {
  /** Outside air ↔ mass, through walls, roof and floor. */
  readonly opaqueWPerK: number;
  /** Outside air ↔ inner surfaces, through windows. */
  readonly windowWPerK: number;
  /** Outside air ↔ inside air, by ventilation. */
  readonly ventilationWPerK: number;
  /** Mass ↔ inner surfaces: 9.1 W/(m² K) of mass area. */
  readonly massToSurfaceWPerK: number;
  /** Inner surfaces ↔ inside air: 3.45 W/(m² K) of all inner area. */
  readonly surfaceToAirWPerK: number;
  readonly capacityJPerK: number;
  /** Area of the mass as a share of all inner area: where gains are taken up. */
  readonly massAreaRatio: number;
  /** All inner area in m². */
  readonly innerAreaM2: number;
}

/** What a zone finds in a step; constant over it. */
export interface ZoneWeather {
  readonly outdoorTempC: number;
  readonly internalGainsW: number;
  readonly solarGainsW: number;
}

/** Where heating power goes: to the inside air (radiators, fans) or to the surfaces (floors). */
export type HeatEmitter = 'air' | 'floor';

export interface ZoneStep {
  /** Mass at the end of the step. */
  readonly massTempC: number;
  /** Mean over the step. */
  readonly surfaceTempC: number;
  readonly airTempC: number;
  /** Heat that left through walls, windows and ventilation, mean over the step; negative if it came. */
  readonly lossW: number;
}

/** Gains by node, eqs. C.1–C.3. What windows let out again at once counts as loss. */
function nodeGains(building: Building, around: ZoneWeather) {
  const radiantW = 0.5 * around.internalGainsW + around.solarGainsW;
  const lost = building.windowWPerK / (9.1 * building.innerAreaM2);
  return {
    airW: 0.5 * around.internalGainsW,
    surfaceW: (1 - building.massAreaRatio - lost) * radiantW,
    massW: building.massAreaRatio * radiantW,
  };
}

/**
 * Temperatures of a zone after `hours` with constant heating power (negative: cooling), by
 * Crank–Nicolson, ISO 13790 eqs. C.4–C.11 with supply air as cold as outside. Meant for steps of an
 * hour or less; stable for any. Energy closes: capacity × ΔT = gains + power − loss.
 *
 * @example
 * const house = { opaqueWPerK: 150, windowWPerK: 40, ventilationWPerK: 80,
 *   massToSurfaceWPerK: 2_500, surfaceToAirWPerK: 1_400, capacityJPerK: 1.6e7,
 *   massAreaRatio: 0.7, innerAreaM2: 400 };
 * const cold = { outdoorTempC: -5, internalGainsW: 200, solarGainsW: 0 };
 * stepZone(house, 19, { ...cold, powerW: 5_000, emitter: 'air' }, 1).airTempC // 21.7
 */
export function stepZone(
  building: Building,
  massTempC: number,
  around: ZoneWeather & { readonly powerW: number; readonly emitter: HeatEmitter },
  hours: number,
): ZoneStep {
  const { opaqueWPerK, windowWPerK, ventilationWPerK, massToSurfaceWPerK, surfaceToAirWPerK } =
    building;
  const gains = nodeGains(building, around);
  const airW = gains.airW + (around.emitter === 'air' ? around.powerW : 0);
  const surfaceW = gains.surfaceW + (around.emitter === 'floor' ? around.powerW : 0);
  const outC = around.outdoorTempC;
  const viaAir = 1 / (1 / ventilationWPerK + 1 / surfaceToAirWPerK);
  const outToSurface = viaAir + windowWPerK;
  const outToMass = 1 / (1 / outToSurface + 1 / massToSurfaceWPerK);
  const throughAir = viaAir * (airW / ventilationWPerK + outC);
  const drive =
    gains.massW +
    opaqueWPerK * outC +
    (outToMass * (surfaceW + windowWPerK * outC + throughAir)) / outToSurface;
  const inertia = building.capacityJPerK / (3_600 * hours);
  const half = 0.5 * (outToMass + opaqueWPerK);
  const nextC = (massTempC * (inertia - half) + drive) / (inertia + half);
  const meanC = (massTempC + nextC) / 2;
  const surfaceTempC =
    (massToSurfaceWPerK * meanC + surfaceW + windowWPerK * outC + throughAir) /
    (massToSurfaceWPerK + outToSurface);
  const airTempC =
    (surfaceToAirWPerK * surfaceTempC + ventilationWPerK * outC + airW) /
    (surfaceToAirWPerK + ventilationWPerK);
  const lossW =
    opaqueWPerK * (meanC - outC) +
    windowWPerK * (surfaceTempC - outC) +
    ventilationWPerK * (airTempC - outC);
  return { massTempC: nextC, surfaceTempC, airTempC, lossW };
}
