import type { FastifyReply } from 'fastify';
import type { Locale } from '../core/member.ts';
import type { Text } from '../core/text.ts';
import { say } from './words.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (words: string): string => words.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** A page of a few sentences, for when the real one can't be shown. No script, no style, no other file. */
export const sendPlainPage = (
  reply: FastifyReply,
  status: number,
  locale: Locale,
  title: Text,
  lines: readonly Text[],
): FastifyReply => {
  const heading = escapeHtml(say(title, locale));
  const paragraphs = lines.map((line) => `<p>${escapeHtml(say(line, locale))}</p>`).join('\n');
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store');
  return reply.send(`<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading} · Countersign</title>
<main>
<h1>${heading}</h1>
${paragraphs}
</main>
</html>
`);
};
