import type { VNode } from 'preact';
import type { Part } from '../../curve/slots.ts';
import { sourceOf } from '../../curve/sources.ts';
import type { Stop } from '../../curve/stops.ts';
import { quantityText } from '../../format/quantity.ts';
import { dayMs, monthDayText, timeText } from '../../format/time.ts';
import { t } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { Figure } from '../../ui/figure.tsx';
import { QualityMark, Swatch } from '../../ui/marks.tsx';
import { directionOf } from './direction.ts';

/** `04-16 10:15–10:30`, or without the day; a slot of a day by its date alone. */
export function slotText(
  span: { readonly start: number; readonly end: number },
  withDay = true,
): string {
  const zone = countyTimeZone();
  const day = monthDayText(span.start, zone);
  if (span.end - span.start === dayMs) return day;
  const time = `${timeText(span.start, zone)}–${timeText(span.end, zone)}`;
  return withDay ? `${day} ${time}` : time;
}

function valueWords(stop: Stop, part: Part): string {
  const value = stop.slot?.values[part] ?? null;
  if (value === null) return '';
  const direction = directionOf(part, value);
  const word = direction === null ? '' : ` ${t(`direction.${direction}`)}`;
  return `${t(`part.${part}`)}${word} ${quantityText(sourceOf(part).side === 'both' ? Math.abs(value) : value, 'kW')}`;
}

/** All that a stop has to say, in one line for a reader of the screen. */
export function stopWords(stop: Stop, parts: readonly Part[]): string {
  const values = parts.map((part) => valueWords(stop, part)).filter((words) => words !== '');
  return [
    slotText(stop),
    ...(stop.isProvisional ? [t('curve.provisional')] : []),
    ...(stop.slot === null ? [t('curve.hole')] : values),
  ].join(t('common.listSeparator'));
}

function Row({ part, value }: { part: Part; value: number | null }): VNode {
  const source = sourceOf(part);
  const direction = value === null ? null : directionOf(part, value);
  const isTwoWay = source.side === 'both' && value !== null;
  return (
    <tr>
      <th scope="row">
        <span class="readout-name">
          <Swatch source={source} />
          {t(`part.${part}`)}
          {direction !== null && <span class="muted small">{t(`direction.${direction}`)}</span>}
        </span>
      </th>
      <td>
        <Figure value={isTwoWay ? Math.abs(value) : value} unit="kW" />
      </td>
    </tr>
  );
}

/** The numbers under the cursor; without a cursor, on a phone, those of the newest slot. */
export function CurveReadout(props: {
  stop: Stop;
  parts: readonly Part[];
  isIdle: boolean;
  isRight: boolean;
}): VNode {
  const { stop, parts } = props;
  const { slot } = stop;
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
      {slot === null ? (
        <p class="readout-note">{t('curve.hole')}</p>
      ) : (
        <>
          <table>
            <tbody>
              {parts.map((part) => (
                <Row key={part} part={part} value={slot.values[part]} />
              ))}
              <tr>
                <th scope="row">{t('part.residual')}</th>
                <td>
                  <Figure value={slot.residualKw} unit="kW" />
                </td>
              </tr>
            </tbody>
          </table>
          <p class="readout-foot">
            {slot.completeness !== null && (
              <span class="number">
                {t('curve.completenessOf', { value: quantityText(slot.completeness * 100, '%') })}
              </span>
            )}
            {slot.quality !== null && slot.quality !== 'good' && (
              <QualityMark quality={slot.quality} />
            )}
          </p>
        </>
      )}
    </div>
  );
}
