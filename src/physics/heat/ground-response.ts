import { solveLinear } from './linear-system.ts';

/** A g-function as points: increasing times, and the responses after them. */
export interface GroundResponse {
  readonly timesS: readonly number[];
  readonly responses: readonly number[];
}

/** Heat taken from a metre of borehole from `fromS` on, until the next one. */
export interface GroundLoad {
  readonly fromS: number;
  readonly drawWPerM: number;
}

/** Linear in the logarithm of time between the points, level outside them, zero before any time. */
export function responseAfterS({ timesS, responses }: GroundResponse, timeS: number): number {
  if (timeS <= 0) return 0;
  const right = timesS.findIndex((known) => known >= timeS);
  if (right <= 0) return responses.at(right === 0 ? 0 : -1) ?? 0;
  const [from, to] = [Math.log(timesS[right - 1] ?? 0), Math.log(timesS[right] ?? 0)];
  const share = (Math.log(timeS) - from) / (to - from);
  return (1 - share) * (responses[right - 1] ?? 0) + share * (responses[right] ?? 0);
}

/**
 * Change of the wall temperature in K after a history of draws, by superposition in time (Duhamel):
 * `ΔT = −Σ (q_k − q_{k−1}) g(t − t_k) / (2π λ)`. Eskilson (1987).
 *
 * @example
 * const response = { timesS: [3_600, 86_400], responses: [0.36, 1.78] };
 * const ground = { conductivityWPerMK: 2, atS: 86_400 };
 * wallTempChangeK(response, [{ fromS: 0, drawWPerM: 30 }], ground) // -4.25
 */
export function wallTempChangeK(
  response: GroundResponse,
  loads: readonly GroundLoad[],
  ground: { readonly conductivityWPerMK: number; readonly atS: number },
): number {
  const sum = loads.reduce((total, { fromS, drawWPerM }, place) => {
    const rise = drawWPerM - (loads[place - 1]?.drawWPerM ?? 0);
    return total + rise * responseAfterS(response, ground.atS - fromS);
  }, 0);
  return -sum / (2 * Math.PI * ground.conductivityWPerMK);
}

/** A part of the ground that answers with one time constant: `share × (1 − exp(−t / τ))`. */
export interface GroundMode {
  readonly timeConstantS: number;
  readonly share: number;
}

/**
 * The response as a sum of exponentials that agrees with it at the time constants, so that a ground
 * can be stepped with a few numbers instead of its whole history (a state-space form of the
 * g-function). Time constants four to six apart give it to a percent or two of its end value.
 */
export function groundModes(
  response: GroundResponse,
  timeConstantsS: readonly number[],
): GroundMode[] {
  const rows = timeConstantsS.map((timeS) =>
    Float64Array.from(timeConstantsS, (constantS) => 1 - Math.exp(-timeS / constantS)),
  );
  const wanted = Float64Array.from(timeConstantsS, (timeS) => responseAfterS(response, timeS));
  const shares = solveLinear(rows, wanted);
  return timeConstantsS.map((timeConstantS, place) => ({
    timeConstantS,
    share: shares[place] ?? 0,
  }));
}

/**
 * Draws (in W/m) as each mode remembers them after a step with a constant draw. Exact for any
 * length of step.
 */
export function stepGround(
  modes: readonly GroundMode[],
  remembered: readonly number[],
  drawWPerM: number,
  seconds: number,
): number[] {
  return modes.map(({ timeConstantS }, place) => {
    const kept = Math.exp(-seconds / timeConstantS);
    return drawWPerM + kept * ((remembered[place] ?? 0) - drawWPerM);
  });
}

/** Change of the wall temperature in K for what the modes remember. */
export function rememberedTempChangeK(
  modes: readonly GroundMode[],
  remembered: readonly number[],
  conductivityWPerMK: number,
): number {
  const sum = modes.reduce(
    (total, { share }, place) => total + share * (remembered[place] ?? 0),
    0,
  );
  return -sum / (2 * Math.PI * conductivityWPerMK);
}
