import { hourMs, type Instant, minuteMs } from '../../src/domain/instant.ts';
import { type CountyMoment, type PowerName, powerNames } from './moment.ts';

export interface Extreme {
  readonly value: number;
  readonly at: Instant;
}

/** What a run came to. A moment stands for the step that it ends. */
export interface RunSummary {
  readonly steps: number;
  /** Net energy by name; batteries and exchange also by direction. */
  readonly energyKwh: Readonly<Record<PowerName, number>>;
  readonly importKwh: number;
  readonly exportKwh: number;
  readonly chargedKwh: number;
  readonly dischargedKwh: number;
  /** Highest and lowest power by name. */
  readonly highest: Readonly<Record<PowerName, Extreme>>;
  readonly lowest: Readonly<Record<PowerName, Extreme>>;
  readonly voltagePuMin: Extreme;
  readonly voltagePuMax: Extreme;
  /** Minutes in which a transformer carried more than its rating, all transformers together. */
  readonly overloadMin: number;
  /** Of these, with power flowing up. */
  readonly reverseOverloadMin: number;
  readonly overloadedNodes: number;
  /** The highest loading; null where no transformer was overloaded. */
  readonly worstOverload: { readonly nodeId: string; readonly loadingRatio: number } | null;
}

const never = 0 as Instant;

/** Adds moments up as they come: a month needs no more memory than an hour. */
export class SummaryOfRun {
  readonly #stepMs: number;
  readonly #energyKwh = everyName(() => 0);
  readonly #highest = everyName(() => ({ value: Number.NEGATIVE_INFINITY, at: never }));
  readonly #lowest = everyName(() => ({ value: Number.POSITIVE_INFINITY, at: never }));
  readonly #ways = { importKwh: 0, exportKwh: 0, chargedKwh: 0, dischargedKwh: 0 };
  #voltagePuMin: Extreme = { value: Number.NaN, at: never };
  #voltagePuMax: Extreme = { value: Number.NaN, at: never };
  readonly #overloaded = new Set<string>();
  #overloadMin = 0;
  #reverseOverloadMin = 0;
  #worst: RunSummary['worstOverload'] = null;
  #steps = 0;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  add(moment: CountyMoment): void {
    const hours = this.#stepMs / hourMs;
    const { at, powers } = moment;
    this.#steps += 1;
    for (const name of powerNames) {
      const value = powers[name];
      this.#energyKwh[name] += value * hours;
      if (value > this.#highest[name].value) this.#highest[name] = { value, at };
      if (value < this.#lowest[name].value) this.#lowest[name] = { value, at };
    }
    this.#ways.importKwh += Math.max(0, powers.exchangeKw) * hours;
    this.#ways.exportKwh += Math.max(0, -powers.exchangeKw) * hours;
    this.#ways.chargedKwh += Math.max(0, -powers.batteryKw) * hours;
    this.#ways.dischargedKwh += Math.max(0, powers.batteryKw) * hours;
    this.#addVoltage(moment);
    this.#addOverloads(moment);
  }

  result(): RunSummary {
    return {
      steps: this.#steps,
      energyKwh: this.#energyKwh,
      ...this.#ways,
      highest: this.#highest,
      lowest: this.#lowest,
      voltagePuMin: this.#voltagePuMin,
      voltagePuMax: this.#voltagePuMax,
      overloadMin: this.#overloadMin,
      reverseOverloadMin: this.#reverseOverloadMin,
      overloadedNodes: this.#overloaded.size,
      worstOverload: this.#worst,
    };
  }

  #addVoltage({ at, voltagePuMin, voltagePuMax }: CountyMoment): void {
    // Written so that NaN, which stands for no voltage so far, gives way to any value.
    if (!(voltagePuMin >= this.#voltagePuMin.value)) {
      this.#voltagePuMin = { value: voltagePuMin, at };
    }
    if (!(voltagePuMax <= this.#voltagePuMax.value)) {
      this.#voltagePuMax = { value: voltagePuMax, at };
    }
  }

  #addOverloads({ overloads }: CountyMoment): void {
    for (const { nodeId, loadingRatio, reverse } of overloads) {
      this.#overloaded.add(nodeId);
      this.#overloadMin += this.#stepMs / minuteMs;
      if (reverse) this.#reverseOverloadMin += this.#stepMs / minuteMs;
      if (loadingRatio > (this.#worst?.loadingRatio ?? 0)) this.#worst = { nodeId, loadingRatio };
    }
  }
}

function everyName<Value>(make: () => Value): Record<PowerName, Value> {
  return Object.fromEntries(powerNames.map((name) => [name, make()])) as Record<PowerName, Value>;
}
