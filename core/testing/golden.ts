import type { Card, Notice } from '../card.ts';
import type { Locale } from '../member.ts';
import { renderCard, renderNotice } from './render-text.ts';
import { NOW } from './samples.ts';

const goldenReader = (locale: Locale) => ({ locale, timeZone: 'Europe/Madrid', now: NOW });

/** Every case under its name, as the reader of that language sees it. */
export const renderAll = (cases: Readonly<Record<string, Card | Notice>>, locale: Locale): string =>
  Object.entries(cases)
    .map(([name, shown]) => {
      const reader = goldenReader(locale);
      const words = 'sections' in shown ? renderCard(shown, reader) : renderNotice(shown, reader);
      return `== ${name}\n${words}\n`;
    })
    .join('\n');
