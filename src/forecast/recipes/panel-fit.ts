import type { KnownView } from '../frame/known-view.ts';
import { localDayOf } from '../frame/origins.ts';
import { type FittedPanels, fitPanels } from '../physical/fit-panels.ts';
import { type PanelSlot, panelRows } from '../physical/panel-rows.ts';
import { usualAirTempC, usualWindMps } from '../physical/roof-power.ts';
import { foreseenRadiation, panelWeatherOf, registeredPlane } from './sun-features.ts';
import { sunTableOf } from './sun-table.ts';

/** Losses between plane and grid that are usual, where history says nothing of them. */
export const usualYield = 0.85;

/**
 * The panels as all that the view knows tells them: power against foreseen radiation over a known
 * place. `undefined` where place or radiation are not known, or history is too short.
 */
export function panelsFrom(view: KnownView): FittedPanels | undefined {
  const { facts } = view;
  const sun = sunTableOf(facts);
  const radiation = foreseenRadiation(view);
  if (sun === undefined || radiation === undefined) return undefined;
  const weather = panelWeatherOf(view, radiation, sun);
  const end = { knownThrough: facts.slots.count - 1, start: 0, end: facts.slots.count };
  const slots: PanelSlot[] = [];
  for (let slot = 0; slot < facts.slots.count; slot += 1) {
    const met = weather(end, slot);
    if (met === undefined) continue;
    const { airTempC, windSpeedMps } = met;
    slots.push({
      ...met,
      airTempC: Number.isNaN(airTempC) ? usualAirTempC : airTempC,
      windSpeedMps: Number.isNaN(windSpeedMps) ? usualWindMps : windSpeedMps,
      day: localDayOf(facts, slot),
      power: view.target.at(slot),
    });
  }
  const usual = { plane: registeredPlane(facts), capacity: facts.capacity * usualYield };
  return fitPanels(panelRows(slots), usual);
}
