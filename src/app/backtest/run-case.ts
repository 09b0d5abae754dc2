import { dayMs } from '../../domain/instant.ts';
import { type KnownView, openView } from '../../forecast/frame/known-view.ts';
import { localDayOf, localMsOf, type Origin, originsIn } from '../../forecast/frame/origins.ts';
import { isInPart, type LeadRange, stepsPerLeadRange } from '../../forecast/score/parts.ts';
import {
  openReferences,
  type Reference,
  type ReferenceName,
} from '../../forecast/score/references.ts';
import { type ScoreSums, ScoreTally } from '../../forecast/score/score-sums.ts';
import { emptySlotScore, scoredLevels, scoreSlot } from '../../forecast/score/slot-score.ts';
import { DataFault } from './data-fault.ts';
import type { Train } from './forecaster.ts';
import { frameUpTo, type TestCase } from './test-case.ts';

/** Scores of one part: of the model, and of what it is compared with. */
export interface PartScores {
  readonly model: ScoreSums;
  readonly references: Readonly<Record<ReferenceName, ScoreSums>>;
}

export interface LeadScores extends LeadRange {
  readonly sums: ScoreSums;
}

/** What one case came to. */
export interface CaseResult {
  readonly origins: number;
  readonly parts: Readonly<Record<string, PartScores>>;
  readonly leads: readonly LeadScores[];
  readonly trainMs: number;
  readonly predictMs: number;
  readonly card: unknown;
}

export interface CaseTools {
  readonly train: Train;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Hears every forecast, row by row of 99 quantiles, before it is scored. */
  readonly onForecast?: (origin: Origin, quantiles: Float64Array) => void;
}

/** Trains, forecasts every origin of the window in time order, and scores. Throws `DataFault`. */
export function runCase(test: TestCase, { train, nowMs, onForecast }: CaseTools): CaseResult {
  const { frame, rule, span, trainEnd } = test;
  const origins = originsIn(frame, rule, span);
  if (origins.length === 0) {
    throw new DataFault(`${frame.id}: no forecast of this track fits into the window`);
  }
  const training = frameUpTo(frame, trainEnd);
  const view = openView(frame);
  const began = nowMs();
  const forecaster = train({ training, view, rule });
  const trainMs = nowMs() - began;
  const board = new ScoreBoard(test, openReferences(training, view));
  let predictMs = 0;
  for (const origin of origins) {
    const asked = nowMs();
    view.moveTo(origin);
    forecaster.learnFrom(origin);
    const quantiles = forecaster.predict(origin);
    predictMs += nowMs() - asked;
    onForecast?.(origin, quantiles);
    view.moveTo(origin);
    board.add(view, origin, quantiles);
  }
  const { card } = forecaster;
  return { origins: origins.length, ...board.scores(), trainMs, predictMs, card };
}

interface PartTally {
  readonly model: ScoreTally;
  readonly references: ReadonlyMap<ReferenceName, ScoreTally>;
}

/** Scores forecasts and references of a case as they come, part by part and by lead time. */
class ScoreBoard {
  readonly #test: TestCase;
  readonly #references: readonly Reference[];
  readonly #parts: ReadonlyMap<string, PartTally>;
  readonly #leads: ScoreTally[] = [];
  readonly #score = emptySlotScore();
  readonly #row = new Float64Array(scoredLevels);
  #rangeSteps = 1;

  constructor(test: TestCase, references: readonly Reference[]) {
    this.#test = test;
    this.#references = references;
    this.#parts = new Map(
      Object.keys(test.parts).map((name) => [
        name,
        {
          model: new ScoreTally(test.rules),
          references: new Map(
            references.map((reference) => [reference.name, new ScoreTally(test.rules)]),
          ),
        },
      ]),
    );
  }

  /** The view stands at the origin: references read it, actuals come from the whole frame. */
  add({ facts }: KnownView, origin: Origin, quantiles: Float64Array): void {
    const { target } = this.#test.frame;
    this.#rangeSteps = stepsPerLeadRange(origin.end - origin.start, facts.slots.slotMs);
    for (let slot = origin.start; slot < origin.end; slot += 1) {
      const actual = target[slot] ?? Number.NaN;
      if (Number.isFinite(actual)) this.#addSlot(origin, slot, actual, quantiles);
    }
  }

  #addSlot(origin: Origin, slot: number, actual: number, quantiles: Float64Array): void {
    const { frame, scoreCapacity } = this.#test;
    const score = this.#score;
    const step = slot - origin.start + 1;
    const parts = this.#partsOf(slot, step);
    const day = localDayOf(frame, slot);
    scoreSlot(actual, quantiles, (step - 1) * scoredLevels, scoreCapacity, score);
    for (const { model } of parts) model.add(score, day);
    this.#leadOf(step).add(score, day);
    for (const reference of this.#references) {
      reference.write(origin, slot, this.#row, 0);
      scoreSlot(actual, this.#row, 0, scoreCapacity, score);
      for (const { references } of parts) references.get(reference.name)?.add(score, day);
    }
  }

  #partsOf(slot: number, step: number): PartTally[] {
    const { frame, parts } = this.#test;
    const localMs = localMsOf(frame, slot);
    const hour = (localMs - dayMs * Math.floor(localMs / dayMs)) / 3_600_000;
    const inside = Object.entries(parts).filter(([, part]) => isInPart(part, { hour, step }));
    return inside.flatMap(([name]) => this.#parts.get(name) ?? []);
  }

  #leadOf(step: number): ScoreTally {
    const range = Math.floor((step - 1) / this.#rangeSteps);
    const tally = this.#leads[range] ?? new ScoreTally(this.#test.rules);
    this.#leads[range] = tally;
    return tally;
  }

  scores(): Pick<CaseResult, 'parts' | 'leads'> {
    const parts = [...this.#parts].map(([name, { model, references }]): [string, PartScores] => {
      const sums = [...references].map(([reference, tally]) => [reference, tally.sums()]);
      return [name, { model: model.sums(), references: Object.fromEntries(sums) }];
    });
    const leads = this.#leads.map((tally, range) => ({
      fromStep: range * this.#rangeSteps + 1,
      toStep: (range + 1) * this.#rangeSteps,
      sums: tally.sums(),
    }));
    return { parts: Object.fromEntries(parts), leads };
  }
}
