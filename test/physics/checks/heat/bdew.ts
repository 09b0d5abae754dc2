import type { CsvTable } from '../../csv-table.ts';
import { type Finding, type PeerCheck, Worst } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';

/**
 * German standard load profiles: an anchor for shapes, and no part of the product. What is ours here
 * is the published rule (BDEW/VKU/GEODE guideline on gas load profiles, 2011): heat of an hour = customer
 * value × sigmoid of the weighted temperature of four days × a factor for class of temperature, day
 * of the week and hour. The tables of factors are not carried over: each factor is read from the
 * first day of its class, and all other days of the class must follow from it by the sigmoid.
 * For electricity the rule is that days of one kind and season (dates as BDEW gives them) are alike.
 */
const file = 'heat/bdew_year.csv';
const parameterFile = 'heat/parameters.json';
const tolerance = '0.001 kW if implemented';
const hoursADay = 24;

interface HeatProfile {
  readonly building_class: number;
  readonly sigmoid: Readonly<Record<'a' | 'b' | 'c' | 'd', number>>;
}

export const bdewCheck: PeerCheck = {
  answers: [file],
  inputs: [parameterFile],
  run(folder) {
    const { columns } = folder.table(file);
    const { bdew } = folder.json<{ bdew: Readonly<Record<string, HeatProfile>> }>(parameterFile);
    const heat = columns.filter((column) => column.startsWith('heat_kw_'));
    const electricity = columns.filter((column) => column.startsWith('elec_kw_'));
    return [
      ...heat.map((column) => heatFinding(folder, column, bdew[column.slice('heat_kw_'.length)])),
      ...electricity.map((column) => electricityFinding(folder, column)),
    ];
  },
};

function heatFinding(
  folder: PeerFolder,
  column: string,
  profile: HeatProfile | undefined,
): Finding {
  if (profile === undefined) throw new Error(`${parameterFile} has no profile for ${column}`);
  const table = folder.table(file);
  const temps = weightedDayTemps(table);
  const { a, b, c, d } = profile.sigmoid;
  const sigmoid = temps.map((tempC) => a / (1 + (b / (tempC - 40)) ** c) + d);
  const isHome = profile.building_class > 0;
  const keyOf = (row: number): string => {
    const day = Math.floor(row / hoursADay);
    return [classOf(temps[day] ?? 0), isHome ? '' : weekdayOf(table, row), row % hoursADay].join();
  };
  const sigmoidAt = (row: number): number => sigmoid[Math.floor(row / hoursADay)] ?? Number.NaN;
  return likeFirst(
    folder,
    column,
    keyOf,
    sigmoidAt,
    'sigmoid; factors of hours from its first days',
  );
}

function electricityFinding(folder: PeerFolder, column: string): Finding {
  const table = folder.table(file);
  const keyOf = (row: number): string => {
    const weekday = weekdayOf(table, row);
    const kind = weekday === 0 || weekday === 6 ? weekday : 'work';
    return [seasonOf(table.text(row, 'local_hour_start')), kind, row % hoursADay].join();
  };
  return likeFirst(folder, column, keyOf, () => 1, 'kinds of day and seasons');
}

/** Rows with one key must be to each other as `scaleOf` says; the first of each stands for the rest. */
function likeFirst(
  folder: PeerFolder,
  column: string,
  keyOf: (row: number) => string,
  scaleOf: (row: number) => number,
  what: string,
): Finding {
  const table = folder.table(file);
  const factors = new Map<string, number>();
  const worst = new Worst();
  for (const row of table.where(() => true)) {
    const theirs = table.number(row, column);
    const factor = factors.get(keyOf(row));
    if (factor === undefined) factors.set(keyOf(row), theirs / scaleOf(row));
    else worst.add(factor * scaleOf(row), theirs);
  }
  return worst.finding(file, `${column} (${what})`, folder.tolerance(file, tolerance));
}

/** Mean of today and three days before with weights halved each day; the year is taken as a ring. */
function weightedDayTemps(table: CsvTable): number[] {
  const temps = table.numbers('temp_air');
  const days = Array.from({ length: temps.length / hoursADay }, (_, day) => {
    const hours = temps.subarray(day * hoursADay, (day + 1) * hoursADay);
    return hours.reduce((sum, tempC) => sum + tempC, 0) / hoursADay;
  });
  return days.map((today, day) => {
    const before = (back: number): number => days.at(day - back) ?? today;
    return (today + 0.5 * before(1) + 0.25 * before(2) + 0.125 * before(3)) / 1.875;
  });
}

/** Classes of 5 K: 1 up to −15 °C, 10 above 25 °C. */
function classOf(tempC: number): number {
  return Math.min(10, Math.max(1, Math.floor((Math.ceil(tempC) + 14) / 5) + 2));
}

/** 0 on Sundays. */
function weekdayOf(table: CsvTable, row: number): number {
  return new Date(`${table.text(row, 'local_hour_start')}:00Z`).getUTCDay();
}

function seasonOf(localHour: string): 'summer' | 'winter' | 'between' {
  const date = localHour.slice(5, 10);
  if (date >= '05-15' && date <= '09-14') return 'summer';
  return date >= '11-01' || date <= '03-20' ? 'winter' : 'between';
}
