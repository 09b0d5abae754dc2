/** What a module finds around it. */
export interface ModuleAir {
  /** Irradiance on the plane of the module in W/m². */
  readonly poaWm2: number;
  readonly airTempC: number;
  /** At the height that the model's parameters were fitted for: the module's, or 10 m for SAPM. */
  readonly windSpeedMps: number;
}

/**
 * Cell temperature in °C: Faiman, Progress in Photovoltaics 16 (2008) 307–315, a balance in a steady
 * state with a loss of 25 W/(m²·K) and 6.84 more per m/s, fitted for free-standing modules.
 *
 * @example faimanCellTempC({ poaWm2: 800, airTempC: 30, windSpeedMps: 1 }) // 55.13
 */
export function faimanCellTempC({ poaWm2, airTempC, windSpeedMps }: ModuleAir): number {
  return airTempC + poaWm2 / faimanLossWm2K(windSpeedMps);
}

/** What a free-standing module loses to the air, in W/(m²·K): the same source. */
export function faimanLossWm2K(windSpeedMps: number): number {
  return 25 + 6.84 * windSpeedMps;
}

export interface PvsystMounting {
  /** Share of the irradiance that is absorbed. */
  readonly absorptionRatio: number;
  /** Share of the irradiance that leaves the module as electricity. */
  readonly moduleRatio: number;
  /** Loss without wind in W/(m²·K), and its rise with wind in W/(m²·K) per m/s. */
  readonly lossWm2K: number;
  readonly lossWm2KPerMps: number;
}

/** Mountings as the program PVsyst proposes them, with the module efficiency of its help pages. */
export const pvsystMountings = {
  freestanding: { absorptionRatio: 0.9, moduleRatio: 0.1, lossWm2K: 29, lossWm2KPerMps: 0 },
  insulated: { absorptionRatio: 0.9, moduleRatio: 0.1, lossWm2K: 15, lossWm2KPerMps: 0 },
} as const satisfies Readonly<Record<string, PvsystMounting>>;

/**
 * Cell temperature in °C: the balance of Faiman (2008) as the program PVsyst writes it, in which what
 * leaves as electricity does not heat the cell.
 *
 * @example pvsystCellTempC({ poaWm2: 1000, airTempC: 20, windSpeedMps: 3 }, pvsystMountings.freestanding) // 47.93
 */
export function pvsystCellTempC(air: ModuleAir, mounting: PvsystMounting): number {
  const { absorptionRatio, moduleRatio, lossWm2K, lossWm2KPerMps } = mounting;
  const heatWm2 = air.poaWm2 * absorptionRatio * (1 - moduleRatio);
  return air.airTempC + heatWm2 / (lossWm2K + lossWm2KPerMps * air.windSpeedMps);
}

/**
 * Cell temperature in °C: Ross, 14th IEEE Photovoltaic Specialists Conference (1980), in proportion
 * to irradiance; `riseKm2PerW` is 0.02 for ventilated and 0.04 for closed roofs.
 *
 * @example rossCellTempC({ poaWm2: 800, airTempC: 20, windSpeedMps: 0 }, 0.03) // 44
 */
export function rossCellTempC(air: ModuleAir, riseKm2PerW: number): number {
  return air.airTempC + riseKm2PerW * air.poaWm2;
}
