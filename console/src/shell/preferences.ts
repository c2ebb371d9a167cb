import { LOCALES, type Locale } from '../../../core/member.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Kept in this browser only; a browser that keeps nothing is fine too. */
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(`countersign.${name}`);
  } catch {
    return null;
  }
};

const write = (name: string, value: string | null): void => {
  try {
    if (value === null) localStorage.removeItem(`countersign.${name}`);
    else localStorage.setItem(`countersign.${name}`, value);
  } catch {
    // The choice then holds until the page is closed.
  }
};

export const storedTheme = (): Theme => THEMES.find((theme) => theme === read('theme')) ?? 'system';

export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};

export const storeTheme = (theme: Theme): void => {
  write('theme', theme === 'system' ? null : theme);
  applyTheme(theme);
};

/** The language chosen on this page; null: the member's own. */
export const storedLocale = (): Locale | null => LOCALES.find((locale) => locale === read('locale')) ?? null;
export const storeLocale = (locale: Locale): void => write('locale', locale);

/** Before anybody signed in: the first of the browser's languages that there is. */
export const browserLocale = (): Locale => {
  const wanted = navigator.languages.map((language) => language.slice(0, 2));
  return (
    LOCALES.find((locale) => locale === wanted.find((each) => LOCALES.some((known) => known === each))) ??
    'en'
  );
};
