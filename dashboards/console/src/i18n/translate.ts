import { signal } from '@preact/signals';
import i18next from 'i18next';
import { type Age, ageOf } from '../format/age.ts';
import { remember, remembered } from '../state/preferences.ts';
import { en } from './en.ts';
import type { WordKey } from './words.ts';
import { zh } from './zh.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Names of the languages in themselves. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };

function initialLanguage(): Language {
  const wanted = remembered('language') ?? navigator.language;
  return wanted.startsWith('en') ? 'en' : 'zh-CN';
}

export const language = signal<Language>(initialLanguage());

// Everything is bundled, so the first words are there without waiting.
await i18next.init({
  lng: language.value,
  fallbackLng: 'zh-CN',
  resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false },
  initAsync: false,
});
document.documentElement.lang = language.value;

export async function chooseLanguage(chosen: Language): Promise<void> {
  remember('language', chosen);
  await i18next.changeLanguage(chosen);
  document.documentElement.lang = chosen;
  language.value = chosen;
}

/** The word of a key; a component that calls this is drawn again when the language changes. */
export function t(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
  return i18next.t(key, { ...values, lng: language.value });
}

/** Groups of words that are looked up by what the service sends. */
type WordGroup =
  | 'code'
  | 'reason'
  | 'kind'
  | 'point'
  | 'role'
  | 'deviceState'
  | 'quality'
  | 'forecastModel'
  | 'forecastWitness'
  | 'scoreMember'
  | 'scoreFinding'
  | 'scoreTreatment'
  | 'scoreParameter';

/** The word for a code of the service; the code itself where this console does not know it. */
export function wordFor(group: WordGroup, code: string): string {
  const key = `${group}.${code}`;
  return i18next.exists(key) ? i18next.t(key, { lng: language.value }) : code;
}

function ageText(age: Age): string {
  return t(`age.${age.unit}`, { count: age.count });
}

/** `5 秒`, `3 min`. */
export function durationText(ms: number): string {
  return ageText(ageOf(ms));
}

/** `3 分钟前`, `just now`. */
export function agoText(ageMs: number): string {
  const age = ageOf(ageMs);
  return age.unit === 'seconds' && age.count < 3
    ? t('age.now')
    : t('age.ago', { age: ageText(age) });
}

/** A name in the language of the screen. */
export function nameOf(named: { readonly name: string; readonly nameEn: string | null }): string {
  return language.value === 'en' ? (named.nameEn ?? named.name) : named.name;
}
