import type { FastifyRequest } from 'fastify';
import { LOCALES, type Locale } from '../core/member.ts';
import { formatText } from '../core/messages/format.ts';
import type { Text } from '../core/text.ts';

/** Times in a sentence of this interface: the caller's zone is not known, so it is said in UTC. */
const ZONE = 'UTC';

export const say = (text: Text, locale: Locale): string => formatText(text, { locale, timeZone: ZONE });

const isLocale = (language: string): language is Locale => (LOCALES as readonly string[]).includes(language);

/** The first language of ours that the reader prefers, by `Accept-Language`. */
export const preferredLocale = (header: string | undefined): Locale | null => {
  const wanted = (header ?? '').split(',').map((part) => {
    const [range = '', ...params] = part.trim().toLowerCase().split(';');
    const quality = params.find((param) => param.trim().startsWith('q='));
    return { language: range.split('-')[0] ?? '', quality: quality ? Number(quality.split('=')[1]) : 1 };
  });
  const known = wanted.filter(({ language, quality }) => quality > 0 && isLocale(language));
  const best = known.sort((a, b) => b.quality - a.quality)[0]?.language;
  return best !== undefined && isLocale(best) ? best : null;
};

/** The language asked for, else the member's own, else English. */
export const localeOf = (request: FastifyRequest): Locale =>
  preferredLocale(request.headers['accept-language']) ?? request.caller?.actor.locale ?? 'en';
