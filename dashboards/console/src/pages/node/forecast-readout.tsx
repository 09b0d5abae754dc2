import type { VNode } from 'preact';
import type { ForecastStop } from '../../curve/forecast.ts';
import { t } from '../../i18n/translate.ts';
import { Figure } from '../../ui/figure.tsx';
import { slotText } from './curve-readout.tsx';
import { momentText, stopValues } from './forecast-words.ts';

/** The numbers under the cursor; without a cursor, on a phone, those of the present. */
export function ForecastReadout(props: {
  stop: ForecastStop;
  isIdle: boolean;
  isRight: boolean;
}): VNode {
  const { stop } = props;
  return (
    <div
      class={props.isRight ? 'readout readout-right' : 'readout readout-left'}
      data-idle={props.isIdle}
      aria-hidden="true"
    >
      <p class="readout-head">
        <span class="number">{slotText(stop)}</span>
      </p>
      {stop.isProvisional && <p class="readout-note">{t('curve.provisional')}</p>}
      <table>
        <tbody>
          {stopValues(stop).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Figure value={value} unit="kW" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {stop.forecast !== null && (
        <p class="readout-foot number">
          {t('forecast.issuedAt', { at: momentText(stop.forecast.issuedAt) })}
        </p>
      )}
    </div>
  );
}
