import type { NodeForecastView } from '../../../../../src/contract/http-forecast.ts';
import type { ForecastKind, ForecastStop } from '../../curve/forecast.ts';
import { quantityText } from '../../format/quantity.ts';
import { instantText, monthDayText, timeText } from '../../format/time.ts';
import { t, wordFor } from '../../i18n/translate.ts';
import { serviceNow } from '../../state/clock.ts';
import { countyTimeZone } from '../../state/county.ts';
import { slotText } from './curve-readout.tsx';

/** `09:00` of today, `11-23 09:00` of another day. */
export function momentText(at: number): string {
  const zone = countyTimeZone();
  const day = monthDayText(at, zone);
  return day === monthDayText(serviceNow(), zone)
    ? timeText(at, zone)
    : instantText(at, zone).slice(5, 16);
}

/** What a run is, when it was issued and with what weather, in words. */
export function runText({ horizon, issuedAt, inputs }: NodeForecastView['run']): string {
  const weather = inputs.find(({ name }) => name.startsWith('weather'));
  return t('forecast.caption', {
    name: t(`forecast.names.${horizon}`),
    issued: momentText(Date.parse(issuedAt)),
    weather:
      weather === undefined
        ? t('forecast.noWeather')
        : t('forecast.weatherOf', { at: momentText(Date.parse(weather.availableAt)) }),
  });
}

/** A model's name: what it reckons from, and whose history corrects it. */
export function modelText(model: string): string {
  const [, stem, witness] = /^(.+)_(own|neighbours|usual)$/.exec(model) ?? [];
  if (stem === undefined || witness === undefined) return wordFor('forecastModel', model);
  return t('forecast.modelOf', {
    stem: wordFor('forecastModel', stem),
    witness: wordFor('forecastWitness', witness),
  });
}

/** What needs to be known to read this kind; null where its name says it all. */
export function noteText(kind: ForecastKind): string | null {
  return kind === 'pv' || kind === 'wind' ? null : t(`forecast.notes.${kind}`);
}

/** The numbers of a stop with their names, as far as there are any. */
export function stopValues({ forecast, actualKw }: ForecastStop): [string, number][] {
  const quantiles: [string, number][] =
    forecast === null
      ? []
      : [
          ['P90', forecast.p90],
          ['P50', forecast.p50],
          ['P10', forecast.p10],
        ];
  return actualKw === null ? quantiles : [[t('forecast.actual'), actualKw], ...quantiles];
}

/** All that a stop has to say, in one line for a reader of the screen. */
export function stopText(stop: ForecastStop): string {
  return [
    slotText(stop),
    ...(stop.isProvisional ? [t('curve.provisional')] : []),
    ...stopValues(stop).map(([name, value]) => `${name} ${quantityText(value, 'kW')}`),
  ].join(t('common.listSeparator'));
}
