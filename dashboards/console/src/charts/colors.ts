/** Names of the colours in `styles/tokens.css` that charts are drawn in. */
export const colorNames = [
  'surface',
  'sunken',
  'line',
  'line-strong',
  'ink',
  'muted',
  'accent',
  'warn',
  'bad',
  'pv',
  'wind',
  'storage',
  'heat',
  'biogas',
  'load',
  'grid',
  'ev',
] as const;

export type ColorName = (typeof colorNames)[number];
export type Palette = Readonly<Record<ColorName, string>>;

export function colorOf(palette: Palette, name: string): string {
  return colorNames.some((known) => known === name) ? palette[name as ColorName] : palette.muted;
}
