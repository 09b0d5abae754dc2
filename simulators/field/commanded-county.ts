import type { FaultLayer } from '../faults/fault-layer.ts';
import type { CountyStep, SimulatedCounty } from '../models/county.ts';
import type { ControlDesk } from './control-desk.ts';

/** The county as setpoints move it and faults show it; the exact values stay the true ones. */
export function commandedCounty(
  county: SimulatedCounty,
  desk: ControlDesk,
  faults: FaultLayer,
): SimulatedCounty {
  const step: SimulatedCounty['step'] = (before, at): CountyStep => {
    const after = county.step(before, at, desk.influencesAt(at));
    desk.observe(after.exact);
    const readings = new Map(
      Array.from(after.readings, ([id, values]) => [id, faults.valuesOf(id, at, values)]),
    );
    return { ...after, readings };
  };
  return { ...county, step };
}
