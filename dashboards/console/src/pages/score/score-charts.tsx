import type { ComponentChildren, VNode } from 'preact';
import type { ForecastScoreView } from '../../../../../src/contract/http-forecast.ts';
import { quantityText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';

/** Room of a picture in its own units, and of its axes. */
const [width, height] = [360, 240];
const inset = { left: 40, right: 12, top: 12, bottom: 28 };
const inner = {
  width: width - inset.left - inset.right,
  height: height - inset.top - inset.bottom,
};

const xOf = (share: number): number => inset.left + share * inner.width;
const yOf = (share: number): number => inset.top + (1 - share) * inner.height;

/** A picture with its name, and the same in words for who does not see it. */
function Picture(props: {
  id: string;
  title: string;
  help: string;
  words: readonly string[];
  children: ComponentChildren;
}): VNode {
  return (
    <section class="card score-chart" aria-labelledby={props.id}>
      <div class="card-head">
        <h2 id={props.id}>{props.title}</h2>
        <p class="muted small">{props.help}</p>
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {props.children}
      </svg>
      <ul class="hidden-text">
        {props.words.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** The full step of 1, 2 or 5 times a power of ten at or above a value. */
function fullScale(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 0.1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most;
}

function Scale({ labels }: { labels: readonly { share: number; text: string }[] }): VNode {
  return (
    <>
      {labels.map(({ share, text }) => (
        <g key={text}>
          <line class="score-grid" x1={xOf(0)} x2={xOf(1)} y1={yOf(share)} y2={yOf(share)} />
          <text class="score-tick score-tick-side" x={xOf(0) - 6} y={yOf(share) + 4}>
            {text}
          </text>
        </g>
      ))}
    </>
  );
}

export function LeadBars({ leads }: { leads: ForecastScoreView['byLead'] }): VNode {
  const known = leads.flatMap(({ leadH, nmaePct }) =>
    nmaePct === null ? [] : [{ leadH, nmaePct }],
  );
  const full = fullScale(Math.max(...known.map(({ nmaePct }) => nmaePct), 0));
  const step = 1 / Math.max(known.length, 1);
  const every = Math.ceil(known.length / 8);
  return (
    <Picture
      id="score-lead"
      title={t('score.byLead')}
      help={t('score.byLeadHelp')}
      words={known.map(
        ({ leadH, nmaePct }) =>
          `${t('score.lead', { hours: leadH })}: ${quantityText(nmaePct, '%')}`,
      )}
    >
      <Scale
        labels={[0, 0.5, 1].map((share) => ({ share, text: quantityText(share * full, '%') }))}
      />
      {known.map(({ leadH, nmaePct }, place) => (
        <g key={leadH}>
          <rect
            class="score-bar"
            x={xOf(place * step) + 1}
            y={yOf(nmaePct / full)}
            width={Math.max(step * inner.width - 2, 1)}
            height={(nmaePct / full) * inner.height}
          >
            <title>{`${t('score.lead', { hours: leadH })}: ${quantityText(nmaePct, '%')}`}</title>
          </rect>
          {place % every === 0 && (
            <text class="score-tick" x={xOf((place + 0.5) * step)} y={height - 8}>
              {`${leadH} h`}
            </text>
          )}
        </g>
      ))}
    </Picture>
  );
}

export function CalibrationPlot({ points }: { points: ForecastScoreView['calibration'] }): VNode {
  const percent = (share: number): string => quantityText(Math.round(share * 1000) / 10, '%');
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  return (
    <Picture
      id="score-calibration"
      title={t('score.calibration')}
      help={t('score.calibrationHelp')}
      words={points.map(({ level, share }) =>
        t('score.point', { level: percent(level), share: percent(share) }),
      )}
    >
      <Scale labels={ticks.map((share) => ({ share, text: `${share * 100}` }))} />
      {ticks.map((share) => (
        <text key={share} class="score-tick" x={xOf(share)} y={height - 8}>
          {`${share * 100}`}
        </text>
      ))}
      <line class="score-ideal" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />
      <polyline
        class="score-line"
        points={points.map(({ level, share }) => `${xOf(level)},${yOf(share)}`).join(' ')}
      />
      {points.map(({ level, share }) => (
        <circle key={level} class="score-point" cx={xOf(level)} cy={yOf(share)} r="3.5">
          <title>{t('score.point', { level: percent(level), share: percent(share) })}</title>
        </circle>
      ))}
    </Picture>
  );
}
