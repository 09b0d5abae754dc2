import type { VNode } from 'preact';
import type { ForecastStop } from '../../curve/forecast.ts';
import { columnText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { slotText } from './curve-readout.tsx';
import { momentText } from './forecast-words.ts';

/** Powers in one column share one unit, so that they can be compared down the column. */
const kwText = (value: number | null | undefined): string => columnText(value, 1);

/** Forecast and actual as numbers, the last slot first as in the table of the curve. */
export function ForecastTable(props: { caption: string; stops: readonly ForecastStop[] }): VNode {
  return (
    <ScrollArea class="table-scroll table-tall" label={props.caption}>
      <table class="table">
        <caption class="hidden-text">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('curve.slot')}</th>
            {[t('forecast.actual'), 'P10', 'P50', 'P90'].map((name) => (
              <th scope="col" class="right" key={name}>
                {name} <span class="unit">kW</span>
              </th>
            ))}
            <th scope="col" class="right">
              {t('forecast.issued')}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.stops.toReversed().map((stop) => (
            <tr key={stop.start}>
              <th scope="row" class="number">
                {slotText(stop)}
                {stop.isProvisional && (
                  <span class="muted small"> {t('curve.provisionalShort')}</span>
                )}
              </th>
              <td class="right number">{kwText(stop.actualKw)}</td>
              <td class="right number">{kwText(stop.forecast?.p10)}</td>
              <td class="right number">{kwText(stop.forecast?.p50)}</td>
              <td class="right number">{kwText(stop.forecast?.p90)}</td>
              <td class="right number">
                {stop.forecast === null ? '–' : momentText(stop.forecast.issuedAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
