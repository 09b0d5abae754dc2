import type { VNode } from 'preact';
import type { ForecastScoreView } from '../../../../../src/contract/http-forecast.ts';
import { countText, quantityText } from '../../format/quantity.ts';
import { dayMs, startOfDay } from '../../format/time.ts';
import { t } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { addressOf } from '../../state/router.ts';
import { bandsOf } from './bands.ts';
import { CalibrationPlot, LeadBars } from './score-charts.tsx';

/** All that a score says, in numbers and pictures. */
export function ScoreView({ score }: { score: ForecastScoreView }): VNode {
  const bands = bandsOf(score);
  return (
    <>
      <section class="card" aria-label={t('score.title')}>
        <Tiles score={score} />
        {bands !== null && (
          <p class={bands === 'right' ? 'score-verdict' : 'score-verdict score-verdict-off'}>
            {t(`score.bands.${bands}`)}
          </p>
        )}
        <p class="score-rules muted small">
          {t('score.rules', { name: score.ruleSet.name, date: score.ruleSet.date })}
        </p>
      </section>
      <div class="score-charts">
        <LeadBars leads={score.byLead} />
        <CalibrationPlot points={score.calibration} />
      </div>
      <WorstDays score={score} />
    </>
  );
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly isShort: boolean;
}

function tilesOf(score: ForecastScoreView): Tile[] {
  const { accuracyPct, requiredPct, skillAgainst } = score;
  const per = (value: number | null): string => quantityText(value, '%');
  return [
    {
      name: t('score.accuracy'),
      value: per(accuracyPct),
      note: requiredPct === null ? '' : t('score.required', { value: per(requiredPct) }),
      isShort: accuracyPct !== null && requiredPct !== null && accuracyPct < requiredPct,
    },
    {
      name: t('score.nmae'),
      value: per(score.nmaePct),
      note: t('score.nmaeNote', { capacity: quantityText(score.capacityKw, 'kW') }),
      isShort: false,
    },
    {
      name: t('score.skill'),
      value: per(score.skillPct),
      note:
        skillAgainst === 'last_known_slot' || skillAgainst === 'same_slot_of_last_known_day'
          ? t(`score.skillNote.${skillAgainst}`)
          : '',
      isShort: score.skillPct !== null && score.skillPct < 0,
    },
    {
      name: t('score.coverage'),
      value: per(score.coverage80Pct),
      note: t('score.coverageNote', { value: per(score.coverage90Pct) }),
      isShort: false,
    },
    {
      name: t('score.slots'),
      value: countText(score.slots),
      note: t('score.slotsNote', { count: countText(score.excludedSlots) }),
      isShort: false,
    },
  ];
}

function Tiles({ score }: { score: ForecastScoreView }): VNode {
  return (
    <dl class="score-tiles">
      {tilesOf(score).map(({ name, value, note, isShort }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span class={isShort ? 'number score-short' : 'number'}>{value}</span>
            <span class="muted small">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The curve of a local day, with the forecast that was judged beside it. */
function curveOf({ node, kind, horizon }: ForecastScoreView, day: string): string {
  const zone = countyTimeZone();
  // Noon by UTC is inside the day that a county of China or Europe has by that date.
  const from = startOfDay(Date.parse(`${day}T12:00:00Z`), zone);
  const to = startOfDay(from + 1.5 * dayMs, zone);
  return addressOf('/', {
    ...{ node, forecast: kind, horizon: horizon === 'day_ahead' ? null : horizon },
    ...{ range: 'custom', from: new Date(from).toISOString(), to: new Date(to).toISOString() },
  });
}

function WorstDays({ score }: { score: ForecastScoreView }): VNode {
  return (
    <section class="card" aria-labelledby="score-worst">
      <div class="card-head">
        <h2 id="score-worst">{t('score.worst')}</h2>
      </div>
      {score.worstDays.length === 0 ? (
        <p class="score-rules muted">{t('score.worstNone')}</p>
      ) : (
        <div class="table-scroll">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('score.day')}</th>
                <th scope="col" class="right">
                  {t('score.accuracy')}
                </th>
                <th scope="col" class="right" title={t('score.biasHelp')}>
                  {t('score.bias')}
                </th>
                <th scope="col">{t('score.see')}</th>
              </tr>
            </thead>
            <tbody>
              {score.worstDays.map(({ day, accuracyPct, biasKw }) => (
                <tr key={day}>
                  <th scope="row" class="number">
                    {day}
                  </th>
                  <td class="number right">{quantityText(accuracyPct, '%')}</td>
                  <td class="number right">{quantityText(biasKw, 'kW')}</td>
                  <td>
                    <a href={curveOf(score, day)} aria-label={`${day} ${t('score.see')}`}>
                      {t('score.see')}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
