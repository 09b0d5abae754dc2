import { joinedPlugs, meanTempC, type Plug, plugsHeatKwh, waterKjPerKgK } from './water-plugs.ts';

/** An insulated pipe of a district network. */
export interface NetworkPipe {
  readonly lengthM: number;
  readonly innerDiameterM: number;
  /** Loss per metre and kelvin between water and ground; 0.2–0.4 W/(m K) for buried twin pipes. */
  readonly lossWPerMK: number;
}

export interface PipeStep {
  /** From the outlet (first) to the inlet; together as heavy as the pipe holds. */
  readonly plugs: readonly Plug[];
  /** Mean of the water that left; of the water at the outlet when none did. */
  readonly outletTempC: number;
  /** Heat that went to the ground; negative when the ground warmed the water. */
  readonly lossKwh: number;
}

const waterKgPerM3 = 992;

/** Water in a pipe, in kg. */
export function pipeMassKg({ lengthM, innerDiameterM }: NetworkPipe): number {
  return waterKgPerM3 * lengthM * Math.PI * (innerDiameterM / 2) ** 2;
}

/** A pipe full of water of one temperature. */
export function filledPipe(pipe: NetworkPipe, tempC: number): Plug[] {
  return [{ massKg: pipeMassKg(pipe), tempC }];
}

/**
 * One step of plug flow with constant flow and inlet temperature: water keeps its order, and each
 * part cools towards the ground for just as long as it is in the pipe during the step,
 * `T = Tg + (T₀ − Tg) exp(−U t / (m′ c))` with the water per metre m′. In a steady state the outlet
 * is exact for any step until plugs are joined (Benonysson 1991, node method). Energy closes: content
 * after = content before + mass × c × (inlet − outlet) − loss.
 *
 * @example
 * const pipe = { lengthM: 1_200, innerDiameterM: 0.1, lossWPerMK: 0.3 };
 * const flow = { flowKgPerS: 4, inletTempC: 45, groundTempC: 12 };
 * stepPipe(pipe, filledPipe(pipe, 40), flow, 1).outletTempC // 41.3
 */
export function stepPipe(
  pipe: NetworkPipe,
  plugs: readonly Plug[],
  flow: { readonly flowKgPerS: number; readonly inletTempC: number; readonly groundTempC: number },
  hours: number,
): PipeStep {
  const holdsKg = pipeMassKg(pipe);
  const passage: Passage = {
    seconds: 3_600 * hours,
    passS: flow.flowKgPerS > 0 ? holdsKg / flow.flowKgPerS : Number.POSITIVE_INFINITY,
    coolingPerS: (pipe.lossWPerMK * pipe.lengthM) / (holdsKg * waterKjPerKgK * 1_000),
    groundTempC: flow.groundTempC,
    flowKgPerS: flow.flowKgPerS,
  };
  const incoming = { massKg: flow.flowKgPerS * passage.seconds, tempC: flow.inletTempC };
  const parts = partsOf(plugs, incoming, passage);
  const out = parts.filter(({ leaves }) => leaves);
  const after = parts.filter(({ leaves }) => !leaves);
  const before = [...plugs, incoming];
  return {
    plugs: joinedPlugs(after.map(({ massKg, tempC }) => ({ massKg, tempC }))),
    outletTempC: (out.length > 0 ? meanTempC(out) : after[0]?.tempC) ?? flow.inletTempC,
    lossKwh: plugsHeatKwh(before, flow.groundTempC) - plugsHeatKwh(parts, flow.groundTempC),
  };
}

interface Passage {
  readonly seconds: number;
  /** Time in which water passes the whole pipe. */
  readonly passS: number;
  readonly coolingPerS: number;
  readonly groundTempC: number;
  readonly flowKgPerS: number;
}

/** What becomes of the water in the pipe and of the water that comes in; cooled for its time inside. */
function partsOf(
  plugs: readonly Plug[],
  incoming: Plug,
  passage: Passage,
): (Plug & { readonly leaves: boolean })[] {
  const { seconds, passS, flowKgPerS } = passage;
  let aheadKg = 0;
  const old = plugs.flatMap((plug) => {
    const leavingKg = Math.min(plug.massKg, Math.max(0, incoming.massKg - aheadKg));
    const fromS = leavingKg > 0 ? aheadKg / flowKgPerS : 0;
    const toS = leavingKg > 0 ? fromS + leavingKg / flowKgPerS : 0;
    aheadKg += plug.massKg;
    return [
      { ...cooled(plug, leavingKg, passage, fromS, toS), leaves: true },
      { ...cooled(plug, plug.massKg - leavingKg, passage, seconds, seconds), leaves: false },
    ];
  });
  const throughKg = Math.max(0, incoming.massKg - aheadKg);
  const stayingKg = incoming.massKg - throughKg;
  return [
    ...old,
    { ...cooled(incoming, throughKg, passage, passS, passS), leaves: true },
    { ...cooled(incoming, stayingKg, passage, 0, Math.min(seconds, passS)), leaves: false },
  ].filter(({ massKg }) => massKg > 0);
}

/** A part of a plug whose water was inside for `fromS` to `toS`. */
function cooled(
  { tempC }: Plug,
  massKg: number,
  { coolingPerS, groundTempC }: Passage,
  fromS: number,
  toS: number,
): Plug {
  const kept = meanKept(coolingPerS * fromS, coolingPerS * toS);
  return { massKg, tempC: groundTempC + (tempC - groundTempC) * kept };
}

/** Mean of exp(−x) between two bounds. */
function meanKept(from: number, to: number): number {
  const width = to - from;
  return width < 1e-9 ? Math.exp(-from) : (Math.exp(-from) * -Math.expm1(-width)) / width;
}
