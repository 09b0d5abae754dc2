import { clamp } from '../models/clamp.ts';

/** Usual for transformers of 110/10 kV: GB/T 6451-2015. A higher position gives less voltage. */
export const substationTaps = { stepRatio: 0.0125, positionMax: 8, usualPosition: -2 } as const;

/**
 * Voltage is left alone within ±1 %, and a deviation must last a minute before a step is made:
 * delays of 10 to 120 s are usual (Kundur 1994, section 11.2.3; RUS Bulletin 1724D-114, 2017). Where
 * there is hardly any voltage, as in a fault of the grid above, the drive is blocked.
 */
const regulator = { bandPu: 0.01, delayS: 60, blockedBelowPu: 0.8 } as const;

/**
 * The busbar has the nominal voltage when the lines draw nothing or feed, and 5 % more when they
 * draw their planned peak, which makes up for what they lose: "inverse regulation" of Chinese
 * practice, within the 0 to +7 % of SD 325-1989. The current of the lines is counted, not that of
 * the transformer, so that a wind farm at the substation does not hide what the villages draw.
 */
const setpointPu = { idle: 1, peak: 1.05 } as const;

/** What a regulator remembers from step to step. */
export interface TapState {
  readonly position: number;
  /** How long the voltage has been outside the band so far; counted up to the delay. */
  readonly waitedS: number;
}

export const usualTap: TapState = { position: substationTaps.usualPosition, waitedS: 0 };

export interface Busbar {
  readonly voltagePu: number;
  /** What the lines draw as a share of their planned peak; negative where they feed. */
  readonly lineRatio: number;
}

/** Ratio of the transformer at a position; the voltage of the lower side is divided by it. */
export function tapRatioAt(position: number): number {
  return 1 + position * substationTaps.stepRatio;
}

/** A regulator when `elapsedS` more have passed; its time is used up by steps of the tap. */
export function waited({ position, waitedS }: TapState, elapsedS: number): TapState {
  return { position, waitedS: waitedS + elapsedS };
}

/**
 * What the regulator makes of the voltage that it sees: another position if the deviation has lasted
 * long enough, and with time left it may be asked again; else the state to be kept.
 */
export function regulated(state: TapState, busbar: Busbar): TapState {
  const { idle, peak } = setpointPu;
  const wantedPu = clamp(idle + (peak - idle) * busbar.lineRatio, idle, peak);
  const deviationPu = busbar.voltagePu - wantedPu;
  const isQuiet = Math.abs(deviationPu) <= regulator.bandPu;
  if (isQuiet || busbar.voltagePu < regulator.blockedBelowPu) return { ...state, waitedS: 0 };
  const { positionMax } = substationTaps;
  const position = clamp(state.position + Math.sign(deviationPu), -positionMax, positionMax);
  if (state.waitedS < regulator.delayS || position === state.position) {
    return { ...state, waitedS: Math.min(state.waitedS, regulator.delayS) };
  }
  return { position, waitedS: state.waitedS - regulator.delayS };
}
