import { shownTheme } from '../state/theme.ts';
import { colorNames, type Palette } from './colors.ts';

/** Colours of the theme on screen, for a canvas; a component that calls this follows the theme. */
export function currentPalette(): Palette {
  // Reading the signal makes the caller depend on it; the attribute is set before anything is drawn.
  const theme = shownTheme.value;
  document.documentElement.dataset.theme = theme;
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    colorNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}
