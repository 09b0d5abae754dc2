import { shownTheme } from '../state/theme.ts';

/** Colours of the present theme by the names in `styles/tokens.css`, for what is drawn on a canvas. */

const names = [
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

export type ColorName = (typeof names)[number];
export type Palette = Readonly<Record<ColorName, string>>;

/** Reads the tokens of the theme on screen; a component that calls this follows the theme. */
export function currentPalette(): Palette {
  // Reading the signal makes the caller depend on it; the attribute is set before anything is drawn.
  const theme = shownTheme.value;
  document.documentElement.dataset.theme = theme;
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}

export function colorOf(palette: Palette, name: string): string {
  return names.some((known) => known === name) ? palette[name as ColorName] : palette.muted;
}
