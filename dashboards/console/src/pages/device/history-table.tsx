import type { VNode } from 'preact';
import type { DeviceDetail } from '../../../../../src/contract/http.ts';
import type { ReadingRecord, Readings } from '../../curve/readings.ts';
import { columnText, unitDigits } from '../../format/quantity.ts';
import { instantText } from '../../format/time.ts';
import { t, wordFor } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { addressWith, currentQuery } from '../../state/router.ts';
import { QualityMark } from '../../ui/marks.tsx';
import { Pager } from '../../ui/pager.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { reasonsText } from './latest-values.tsx';

const pageSize = 25;

interface Column {
  readonly name: string;
  readonly unit: string;
  readonly place: number;
}

function columnsOf(device: DeviceDetail, readings: Readings): Column[] {
  return device.points
    .map(({ name, unit }) => ({ name, unit, place: readings.points.indexOf(name) }))
    .filter(({ place }) => place >= 0);
}

function RecordRow({
  record,
  columns,
}: {
  record: ReadingRecord;
  columns: readonly Column[];
}): VNode {
  return (
    <tr class={record.quality === 'invalid' ? 'row-invalid' : undefined}>
      <th scope="row" class="number">
        {instantText(record.at, countyTimeZone())}
      </th>
      {columns.map(({ name, unit, place }) => (
        <td key={name} class="right number">
          {columnText(record.values[place], unitDigits(unit))}
        </td>
      ))}
      <td>{record.quality !== null && <QualityMark quality={record.quality} />}</td>
      <td class="cell-reasons">{reasonsText(record.reasons)}</td>
    </tr>
  );
}

/** Every record of the range with all points, the newest first. */
export function HistoryTable({
  device,
  readings,
}: {
  device: DeviceDetail;
  readings: Readings;
}): VNode {
  const columns = columnsOf(device, readings);
  const total = readings.records.length;
  const wanted = Number(currentQuery.value.get('offset') ?? 0);
  const offset = wanted > 0 && wanted < total ? Math.floor(wanted) : 0;
  const shown = readings.records.slice(Math.max(0, total - offset - pageSize), total - offset);
  return (
    <section class="card" aria-label={t('device.table')}>
      <div class="card-head">
        <h2>{t('device.table')}</h2>
      </div>
      <ScrollArea class="table-scroll" label={`${t('device.table')} – ${t('curve.showTable')}`}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('device.measuredAt')}</th>
              {columns.map(({ name, unit }) => (
                <th scope="col" class="right" key={name}>
                  {wordFor('point', name)} <span class="unit">{unit}</span>
                </th>
              ))}
              <th scope="col">{t('device.quality')}</th>
              <th scope="col">{t('device.reasons')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.toReversed().map((record) => (
              <RecordRow key={record.at} record={record} columns={columns} />
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <Pager
        offset={offset}
        shown={shown.length}
        total={total}
        pageSize={pageSize}
        addressOf={(next) => addressWith({ offset: next === 0 ? null : String(next) })}
      />
    </section>
  );
}
