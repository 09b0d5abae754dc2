const radiansPerDegree = Math.PI / 180;

export function sinDeg(angleDeg: number): number {
  return Math.sin(angleDeg * radiansPerDegree);
}

export function cosDeg(angleDeg: number): number {
  return Math.cos(angleDeg * radiansPerDegree);
}

export function tanDeg(angleDeg: number): number {
  return Math.tan(angleDeg * radiansPerDegree);
}

/** Arc cosine in degrees; rounding errors just outside −1…1 are taken as the bound. */
export function acosDeg(ratio: number): number {
  return Math.acos(Math.min(1, Math.max(-1, ratio))) / radiansPerDegree;
}

/** Angle of the vector (x, y) from the x axis in degrees, −180…180. */
export function atan2Deg(y: number, x: number): number {
  return Math.atan2(y, x) / radiansPerDegree;
}

/** The same direction in 0 ≤ angle < 360. */
export function wrap360(angleDeg: number): number {
  return ((angleDeg % 360) + 360) % 360;
}

/** The same direction in −180 ≤ angle < 180. */
export function wrap180(angleDeg: number): number {
  return wrap360(angleDeg + 180) - 180;
}
