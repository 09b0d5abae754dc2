/** Irradiance in W/m²: global and diffuse on the horizontal, beam on a plane that faces the sun. */
export interface Irradiance {
  readonly ghiWm2: number;
  readonly dniWm2: number;
  readonly dhiWm2: number;
}

export const darkness: Irradiance = { ghiWm2: 0, dniWm2: 0, dhiWm2: 0 };
