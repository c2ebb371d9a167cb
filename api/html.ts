import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Locale } from '../core/member.ts';
import type { Text } from '../core/text.ts';
import { say } from './words.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (words: string): string => words.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** Commands are written in backticks, as everywhere in chat. */
const toHtml = (words: string): string => escapeHtml(words).replace(/`([^`]+)`/g, '<code>$1</code>');

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:36rem;padding:12vh 1.5rem}h1{font-size:1.4rem}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** The one style is allowed by its hash, and nothing else is loaded. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page of a few sentences, for when the real one can't be shown. */
export const sendPlainPage = (
  reply: FastifyReply,
  status: number,
  locale: Locale,
  title: Text,
  lines: readonly Text[],
): FastifyReply => {
  const heading = escapeHtml(say(title, locale));
  const paragraphs = lines.map((line) => `<p>${toHtml(say(line, locale))}</p>`).join('\n');
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-store', 'content-security-policy': POLICY });
  return reply.send(`<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading} · Countersign</title>
<style>${STYLE}</style>
<main>
<h1>${heading}</h1>
${paragraphs}
</main>
</html>
`);
};
