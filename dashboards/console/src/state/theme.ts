import { computed, effect, signal } from '@preact/signals';
import { remember, remembered } from './preferences.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkQuery.matches);
darkQuery.addEventListener('change', (event) => {
  systemIsDark.value = event.matches;
});

const stored = remembered('theme');
export const theme = signal<Theme>(themes.find((name) => name === stored) ?? 'auto');

/** What is on screen, with `auto` resolved. */
export const shownTheme = computed<'light' | 'dark'>(() => {
  if (theme.value !== 'auto') return theme.value;
  return systemIsDark.value ? 'dark' : 'light';
});

effect(() => {
  document.documentElement.dataset.theme = shownTheme.value;
});

export function chooseTheme(chosen: Theme): void {
  remember('theme', chosen);
  theme.value = chosen;
}
