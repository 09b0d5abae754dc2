import type { ForecastModelView, ModelCardView } from '../contract/http-forecast.ts';
import type { ForecastHorizon, ForecastKind } from '../domain/forecast.ts';
import { type Instant, instant } from '../domain/instant.ts';
import { succeed } from '../domain/outcome.ts';
import type { ModelCard } from '../forecast/site/site-model.ts';
import { type Contest, hasDrifted } from '../forecast/watch/contest.ts';
import type { Asked, Scope } from './application.ts';
import type { Directory } from './directory.ts';
import type { GroupModelStore } from './forecast-ports.ts';
import {
  type DeviceGroup,
  deviceGroups,
  groupsOf,
  nodeSeries,
  partTrees,
} from './forecasting/node-series.ts';
import type { Clock } from './ports.ts';
import { refuse, unknownNode } from './request-faults.ts';

/** Groups that are told one by one; a county has more than anyone reads. */
const itemsMax = 20;

export interface ModelQuestion {
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
}

export interface ForecastModelsDeps {
  readonly models: Pick<GroupModelStore, 'contest' | 'unpacked'>;
  readonly directory: Directory;
  readonly clock: Clock;
}

type Item = ForecastModelView['items'][number];

/** What forecasts of a node rest on: the groups that they are made of, and what was learned of each. */
export function forecastModels(
  scope: Scope,
  id: string,
  { question, deps }: { readonly question: ModelQuestion; readonly deps: ForecastModelsDeps },
): Asked<ForecastModelView> {
  const { directory, clock } = deps;
  const mayFollow = scope.cooperativeId === null || scope.cooperativeId === id;
  if (!mayFollow || directory.curveMembers(id) === null) return unknownNode(id);
  const { kind, horizon } = question;
  const now = clock.now();
  const trees = partTrees(directory.topology, deviceGroups(directory.devices(), now));
  const series = nodeSeries(directory.topology, trees).find(
    (one) => one.nodeId === id && one.kind === kind,
  );
  if (series === undefined) {
    return refuse('no_forecast', `Nothing at ${id} has a forecast of ${kind}.`);
  }
  const groups = groupsOf(series, trees).sort((a, b) => b.capacityKw - a.capacityKw);
  const contests = groups.map((group) => {
    return deps.models.contest({ groupId: group.id, horizon }, now)?.contest ?? null;
  });
  const items = groups
    .slice(0, itemsMax)
    .map((group, place) => itemOf(group, contests[place] ?? null, { horizon, deps }));
  return succeed({
    ...{ node: id, kind, horizon, items, groups: groups.length },
    learnedGroups: contests.filter((contest) => isLearned(contest)).length,
  });
}

function isLearned(contest: Contest | null): boolean {
  return contest !== null && contest.serving.trainedAt !== null;
}

function itemOf(
  { id, nodeId, cooperativeId, deviceKind, devices, capacityKw }: DeviceGroup,
  contest: Contest | null,
  { horizon, deps }: { horizon: ForecastHorizon; deps: ForecastModelsDeps },
): Item {
  const trainedAt = contest?.serving.trainedAt ?? null;
  const model =
    trainedAt === null ? null : deps.models.unpacked({ groupId: id, horizon }, trainedAt);
  const challengedAt = contest?.challenger?.trainedAt ?? null;
  return {
    ...{ group: id, node: nodeId, cooperative: cooperativeId, deviceKind },
    ...{ devices: devices.length, capacityKw, isLearned: isLearned(contest) },
    since: contest === null ? null : isoOf(contest.since),
    challenger:
      challengedAt === null
        ? null
        : { trainedAt: isoOf(challengedAt), days: contest?.challenger?.losses.length ?? 0 },
    hasDrifted: contest !== null && hasDrifted(contest),
    card: model === null || trainedAt === null ? null : cardOf(model.card, trainedAt),
  };
}

function cardOf(card: ModelCard, trainedAt: Instant): ModelCardView {
  const { recipe, days, rows, features, ignored } = card;
  return {
    ...{ trainedAt: isoOf(trainedAt), from: isoOf(card.from), to: isoOf(card.to) },
    ...{ recipe, days, rows, features: [...features], ignored: [...ignored] },
    findings: card.findings.map(({ column, from, to, what, done, slots, amount }) => ({
      ...{ column, from: isoOf(from), to: isoOf(to), what, done, slots, amount: amount ?? null },
    })),
    parameters: card.parameters.map(({ errorRatio, ...parameter }) => ({
      ...{ ...parameter, errorRatio: finite(errorRatio) },
    })),
    members: card.members.map(({ name, weight, validationLoss, trees }) => ({
      ...{ name, weight, validationLossKw: finite(validationLoss), trees },
    })),
    validationLossKw: finite(card.validationLoss),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function isoOf(at: number): string {
  return new Date(instant(at)).toISOString();
}
