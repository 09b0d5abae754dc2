import type { VNode } from 'preact';
import { forecastHorizons, forecastKinds } from '../../curve/forecast.ts';
import { forecastPresets, measuredPresets } from '../../curve/range.ts';
import { t } from '../../i18n/translate.ts';
import { addressOf, addressWith, currentQuery, navigate } from '../../state/router.ts';
import { Segments } from '../../ui/fields.tsx';
import type { ForecastChoice } from './use-forecast.ts';

/** Changes between what was measured and a forecast beside it. */
export function ForecastSwitch({ isOn }: { isOn: boolean }): VNode {
  const toggle = (): void => {
    // A range that is not offered on the other side gives way to that side's own.
    const offered: readonly string[] = isOn ? measuredPresets : forecastPresets;
    const range = currentQuery.value.get('range');
    const keptRange = range === 'custom' || offered.includes(range ?? '') ? range : null;
    navigate(addressWith({ forecast: isOn ? null : 'load', horizon: null, range: keptRange }));
  };
  return (
    <button type="button" class="button button-switch" aria-pressed={isOn} onClick={toggle}>
      {t('forecast.show')}
    </button>
  );
}

/** What is forecast, and how far ahead. */
export function ForecastChoices({ choice }: { choice: ForecastChoice }): VNode {
  const [usual] = forecastHorizons;
  return (
    <div class="forecast-choices">
      <Segments
        label={t('forecast.kind')}
        value={choice.kind}
        choices={forecastKinds.map((value) => ({ value, label: t(`forecast.kinds.${value}`) }))}
        onChoose={(forecast) => navigate(addressWith({ forecast }), { replace: true })}
      />
      <Segments
        label={t('forecast.horizon')}
        value={choice.horizon}
        choices={forecastHorizons.map((value) => ({
          value,
          label: t(`forecast.horizons.${value}`),
        }))}
        onChoose={(horizon) =>
          navigate(addressWith({ horizon: horizon === usual ? null : horizon }), { replace: true })
        }
      />
      <a
        class="button forecast-score-link"
        href={addressOf('/forecasts', {
          node: currentQuery.value.get('node'),
          kind: choice.kind,
          horizon: choice.horizon === usual ? null : choice.horizon,
        })}
      >
        {t('score.open')}
      </a>
    </div>
  );
}
