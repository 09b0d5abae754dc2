import { type Instant, instant } from '../../../../src/domain/instant.ts';
import type { GeoPosition } from '../../../../src/physics/solar/sun.ts';
import type { CsvTable } from '../../csv-table.ts';
import type { PeerFolder } from '../../peer-folder.ts';

export interface Site extends GeoPosition {
  readonly altitudeM: number;
  readonly pressureHpa: number;
  readonly utcOffsetH: number;
  /** Linke turbidity, January first. */
  readonly turbidity: readonly number[];
}

export const sitesFile = 'sites.csv';

/** The place of a row, by its column `site`. */
export function sitesOf(folder: PeerFolder): (table: CsvTable, row: number) => Site {
  const sites = folder.table(sitesFile);
  const known = new Map<string, Site>();
  for (let row = 0; row < sites.rows; row += 1) {
    known.set(sites.text(row, 'site'), siteIn(sites, row));
  }
  return (table, row) => {
    const site = known.get(table.text(row, 'site'));
    if (site === undefined) throw new Error(`${sitesFile} lacks ${table.text(row, 'site')}`);
    return site;
  };
}

function siteIn(sites: CsvTable, row: number): Site {
  return {
    latitude: sites.number(row, 'lat'),
    longitude: sites.number(row, 'lon'),
    altitudeM: sites.number(row, 'alt_m'),
    pressureHpa: sites.number(row, 'pressure_pa') / 100,
    utcOffsetH: sites.number(row, 'utc_offset_h'),
    turbidity: Array.from({ length: 12 }, (_, month) =>
      sites.number(row, `tl_${String(month + 1).padStart(2, '0')}`),
    ),
  };
}

export function timeOf(table: CsvTable, row: number, column = 'time_utc'): Instant {
  return instant(Date.parse(table.text(row, column)));
}
