import type { VNode } from 'preact';
import type { Part } from '../../curve/slots.ts';
import { columnText, quantityText } from '../../format/quantity.ts';
import { nameOf, t } from '../../i18n/translate.ts';
import type { Place } from '../../state/county.ts';
import { QualityMark } from '../../ui/marks.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { slotText } from './curve-readout.tsx';
import type { CurveData } from './use-curve.ts';

/** Powers in one column share one unit, so that they can be compared down the column. */
const kwText = (value: number | null): string => columnText(value, 1);

/** The curve as numbers, the newest first. Live pieces of the running slot are left to the chart. */
export function CurveTable(props: {
  place: Place;
  data: CurveData;
  parts: readonly Part[];
}): VNode {
  const { data, parts, place } = props;
  const slots = props.data.slots.toReversed();
  return (
    <ScrollArea
      class="table-scroll table-tall"
      label={`${t('curve.title')} – ${t('curve.showTable')}`}
    >
      <table class="table">
        <caption class="hidden-text">
          {t('curve.tableCaption', {
            name: nameOf(place),
            resolution: t(`resolution.${data.resolution}`),
          })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('curve.slot')}</th>
            {parts.map((part) => (
              <th scope="col" class="right" key={part}>
                {t(`part.${part}`)} <span class="unit">kW</span>
              </th>
            ))}
            <th scope="col" class="right">
              {t('part.residual')} <span class="unit">kW</span>
            </th>
            <th scope="col" class="right">
              {t('curve.completeness')}
            </th>
            <th scope="col">{t('curve.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => (
            <tr key={slot.start}>
              <th scope="row" class="number">
                {slotText(slot, data.range.preset !== 'today')}
                {slot.end > data.readAt && (
                  <span class="muted small"> {t('curve.provisionalShort')}</span>
                )}
              </th>
              {parts.map((part) => (
                <td class="right number" key={part}>
                  {kwText(slot.values[part])}
                </td>
              ))}
              <td class="right number">{kwText(slot.residualKw)}</td>
              <td class="right number">
                {slot.completeness === null ? '–' : quantityText(slot.completeness * 100, '%')}
              </td>
              <td>{slot.quality !== null && <QualityMark quality={slot.quality} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
