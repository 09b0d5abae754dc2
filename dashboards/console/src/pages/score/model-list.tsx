import type { VNode } from 'preact';
import type {
  ForecastModelView,
  ModelCardView,
} from '../../../../../src/contract/http-forecast.ts';
import { countText, quantityText } from '../../format/quantity.ts';
import { dateText, instantText } from '../../format/time.ts';
import { nameOf, t, wordFor } from '../../i18n/translate.ts';
import { countyTimeZone, placeOf, topology } from '../../state/county.ts';

type Item = ForecastModelView['items'][number];

/** The groups that a forecast is made of, each with what serves it and its card. */
export function ModelList({ view }: { view: ForecastModelView }): VNode {
  const { groups, learnedGroups, items } = view;
  return (
    <section class="card" aria-labelledby="score-models">
      <div class="card-head">
        <h2 id="score-models">{t('score.models')}</h2>
        <p class="muted small">
          {t('score.modelsLead', { groups: countText(groups), learned: countText(learnedGroups) })}
          {items.length < groups && ` · ${t('score.modelsMore', { shown: items.length })}`}
        </p>
      </div>
      <ul class="score-models">
        {items.map((item) => (
          <Group key={item.group} item={item} />
        ))}
      </ul>
    </section>
  );
}

function placeName(id: string): string {
  const view = topology.value;
  const place = view === null ? null : placeOf(view, id);
  return place === null ? id : nameOf(place);
}

function Group({ item }: { item: Item }): VNode {
  const zone = countyTimeZone();
  const owner = item.cooperative === null ? '' : ` · ${placeName(item.cooperative)}`;
  return (
    <li class="score-group">
      <div class="score-group-head">
        <strong>
          {placeName(item.node)} · {wordFor('kind', item.deviceKind)}
          {owner}
        </strong>
        <span class="muted small number">
          {t('score.devices', { count: item.devices })} · {quantityText(item.capacityKw, 'kW')}
        </span>
      </div>
      <p>
        {t(item.isLearned ? 'score.learned' : 'score.cold')}
        {item.since !== null && (
          <span class="muted small">
            {' '}
            · {t('score.since')} {instantText(Date.parse(item.since), zone).slice(0, 16)}
          </span>
        )}
      </p>
      {item.challenger !== null && (
        <p class="muted small">{t('score.challenger', { days: item.challenger.days })}</p>
      )}
      {item.hasDrifted && <p class="small score-short">{t('score.drifted')}</p>}
      {item.card !== null && (
        <details>
          <summary>{t('score.cardOpen')}</summary>
          <Card card={item.card} />
        </details>
      )}
    </li>
  );
}

function Card({ card }: { card: ModelCardView }): VNode {
  const zone = countyTimeZone();
  const day = (at: string): string => dateText(Date.parse(at), zone);
  const facts: [string, readonly string[]][] = [
    [t('score.members'), card.members.map(memberText)],
    [t('score.parameters'), card.parameters.map(parameterText)],
    [t('score.findings'), card.findings.map((finding) => findingText(finding, day))],
    [t('score.ignored'), card.ignored],
    [t('score.used', { count: card.features.length }), card.features],
  ];
  return (
    <div class="score-card">
      <p class="small">
        {t('score.trained', {
          at: instantText(Date.parse(card.trainedAt), zone).slice(0, 16),
          from: day(card.from),
          to: day(card.to),
          days: Math.round(card.days),
        })}
      </p>
      <dl>
        {facts.map(([name, lines]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {lines.length === 0 ? t('score.nothing') : lines.join(t('common.listSeparator'))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function memberText({ name, weight, validationLossKw }: ModelCardView['members'][number]): string {
  const loss =
    validationLossKw === null
      ? ''
      : ` (${t('score.loss', { value: quantityText(validationLossKw, 'kW') })})`;
  return `${wordFor('scoreMember', name)} ${quantityText(weight * 100, '%')}${loss}`;
}

function parameterText(parameter: ModelCardView['parameters'][number]): string {
  const unit = parameter.unit.replace('target', 'kW');
  const value = quantityText(parameter.value, unit === '1' ? '' : unit);
  const used = t(parameter.used ? 'score.parameterUsed' : 'score.parameterTold');
  return `${wordFor('scoreParameter', parameter.name)} ${value} (${used})`;
}

function findingText(
  { column, from, to, what, done }: ModelCardView['findings'][number],
  day: (at: string) => string,
): string {
  return t('score.findingText', {
    column: column === 'target' ? t('score.target') : column,
    what: wordFor('scoreFinding', what),
    done: wordFor('scoreTreatment', done),
    ...{ from: day(from), to: day(to) },
  });
}
