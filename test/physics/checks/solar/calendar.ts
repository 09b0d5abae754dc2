import { dayMs, hourMs, instant, secondMs } from '../../../../src/domain/instant.ts';
import {
  cooperDeclinationDeg,
  pvEducationEquationOfTimeMin,
  spencerDeclinationDeg,
  spencerEquationOfTimeMin,
} from '../../../../src/physics/solar/daily-formulas.ts';
import {
  asceExtraterrestrialWm2,
  spencerExtraterrestrialWm2,
} from '../../../../src/physics/solar/extraterrestrial.ts';
import {
  riseElevationDeg,
  type SunEvents,
  sunEvents,
} from '../../../../src/physics/solar/sun-events.ts';
import type { CsvTable } from '../../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';
import { sitesFile, sitesOf } from './sites.ts';

const daily = 'solar/simple_daily_models.csv';
const events = 'solar/sun_events.csv';

const dailyColumns: Readonly<Record<string, (day: number) => number>> = {
  declination_spencer71_deg: spencerDeclinationDeg,
  declination_cooper69_deg: cooperDeclinationDeg,
  eot_spencer71_min: spencerEquationOfTimeMin,
  eot_pvcdrom_min: pvEducationEquationOfTimeMin,
  dni_extra_spencer: spencerExtraterrestrialWm2,
  dni_extra_asce: asceExtraterrestrialWm2,
};

export const dailyCheck: PeerCheck = {
  answers: [daily],
  inputs: [],
  run(folder) {
    const table = folder.table(daily);
    return Object.entries(dailyColumns).map(([column, formula]) =>
      columnFinding(folder, daily, {
        column,
        tolerance: '1e-5',
        ours: (row) => formula(table.number(row, 'day_of_year')),
      }),
    );
  },
};

export const eventsCheck: PeerCheck = {
  answers: [events],
  inputs: [sitesFile],
  run(folder) {
    const table = folder.table(events);
    const siteOf = sitesOf(folder);
    folder.tolerance(events, 'skip rows with |transit_elevation_true + 0.8333| < 1 deg');
    const decided = table.where(
      (row) => Math.abs(table.number(row, 'transit_elevation_true') - riseElevationDeg) >= 1,
    );
    const isPolar = (row: number): boolean => Math.abs(siteOf(table, row).latitude) >= 60;
    const zones = [
      { rows: decided.filter((row) => !isPolar(row)), tolerance: '30 s (|lat|<60)', name: '' },
      { rows: decided.filter(isPolar), tolerance: '120 s beyond', name: ' beyond 60°' },
    ];
    return zones
      .filter(({ rows }) => rows.length > 0)
      .flatMap((zone) => eventFindings(folder, zone));
  },
};

function eventFindings(
  folder: PeerFolder,
  zone: { readonly rows: readonly number[]; readonly tolerance: string; readonly name: string },
): Finding[] {
  const table = folder.table(events);
  const siteOf = sitesOf(folder);
  const sunrise = new Worst();
  const transit = new Worst();
  const sunset = new Worst();
  const daylight = new Worst();
  for (const row of zone.rows) {
    const { utcOffsetH, ...site } = siteOf(table, row);
    const from = instant(
      Date.parse(`${table.text(row, 'date_local')}T00:00:00Z`) - utcOffsetH * hourMs,
    );
    const found = sunEvents({ from, to: instant(from + dayMs) }, site);
    sunrise.addError(secondsApart(found.sunriseAt, table, row, 'sunrise_utc'));
    transit.addError(secondsApart(found.transitAt, table, row, 'transit_utc'));
    sunset.addError(secondsApart(found.sunsetAt, table, row, 'sunset_utc'));
    daylight.addError(daylightError(found, table, row));
  }
  const tolerance = folder.tolerance(events, zone.tolerance);
  return [
    sunrise.finding(events, `sunrise_utc${zone.name}`, tolerance),
    transit.finding(events, `transit_utc${zone.name}`, tolerance),
    sunset.finding(events, `sunset_utc${zone.name}`, tolerance),
    daylight.finding(events, `state, daylight${zone.name}`, tolerance),
  ];
}

/** Seconds by which the length of the day differs; NaN if it is of another kind. */
function daylightError(ours: SunEvents, table: CsvTable, row: number): number {
  if (ours.state !== table.text(row, 'state')) return Number.NaN;
  const theirsH = table.number(row, 'daylight_h');
  return Number.isNaN(theirsH) ? 0 : Math.abs(ours.daylightMs - theirsH * hourMs) / secondMs;
}

/** Seconds between ours and theirs; none if neither has the event, NaN if only one has it. */
function secondsApart(
  ours: SunEvents['transitAt'],
  table: CsvTable,
  row: number,
  column: string,
): number {
  const theirs = table.text(row, column);
  if (theirs === '') return ours === null ? 0 : Number.NaN;
  return ours === null ? Number.NaN : Math.abs(ours - Date.parse(theirs)) / secondMs;
}
