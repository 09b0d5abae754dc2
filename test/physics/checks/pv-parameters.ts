import type { Glazing } from '../../../src/physics/pv/incidence-loss.ts';
import type { SapmMounting } from '../../../src/physics/pv/sapm-temperature.ts';
import type { PeerFolder } from '../peer-folder.ts';

/** The file of parameters as far as the checks read it, in its own words. */
export interface PvParameters {
  readonly iam: {
    readonly physical: PeerGlass;
    readonly physical_ar: PeerGlass & { readonly n_ar: number };
    readonly ashrae: { readonly b: number };
    readonly martin_ruiz: { readonly a_r: number };
  };
  readonly sapm_parameters: Readonly<
    Record<string, { readonly a: number; readonly b: number; readonly deltaT: number }>
  >;
  readonly pvwatts: {
    readonly pdc0_w: number;
    readonly gamma_pdc_per_c: number;
    readonly inverter_pdc0_w: number;
    readonly eta_inv_nom: number;
    readonly losses_inputs_percent: Readonly<Record<string, number>>;
    readonly sandia_inverter: Readonly<Record<string, number>>;
  };
  readonly chain: {
    readonly site: {
      readonly site: string;
      readonly lat: number;
      readonly lon: number;
      readonly alt_m: number;
    };
    readonly chains: readonly PeerChain[];
  };
  readonly singlediode_desoto: Readonly<Record<string, number>>;
}

interface PeerGlass {
  readonly n: number;
  readonly K: number;
  readonly L: number;
}

export interface PeerChain {
  readonly id: string;
  readonly surface_tilt: number;
  readonly surface_azimuth: number;
  readonly albedo: number;
  readonly decomposition: string;
  readonly transposition: string;
  readonly iam: string;
  readonly temperature: string;
  readonly pdc0_w: number;
  readonly gamma: number;
  readonly losses_percent: number;
  readonly inverter_pdc0_w: number;
  readonly eta: number;
  readonly annual: {
    readonly poa_kwh_m2: number;
    readonly pdc_kwh: number;
    readonly pac_kwh: number;
  };
}

export const parametersFile = 'pv/parameters.json';

export function pvParameters(folder: PeerFolder): PvParameters {
  return folder.json<PvParameters>(parametersFile);
}

export function glazingOf(peer: PeerGlass & { readonly n_ar?: number }): Glazing {
  return {
    index: peer.n,
    coatingIndex: peer.n_ar ?? null,
    extinctionPerM: peer.K,
    thicknessM: peer.L,
  };
}

export function sapmMountingOf({ sapm_parameters }: PvParameters, name: string): SapmMounting {
  const { a, b, deltaT } = sapm_parameters[name] ?? {};
  if (a === undefined || b === undefined || deltaT === undefined) {
    throw new Error(`${parametersFile} has no SAPM mounting ${name}`);
  }
  return { stillExponent: a, exponentPerMps: b, cellRiseK: deltaT };
}

/** A parameter that the file must have. */
export function named(values: Readonly<Record<string, number>>, name: string): number {
  const value = values[name];
  if (value === undefined) throw new Error(`${parametersFile} has no ${name}`);
  return value;
}
