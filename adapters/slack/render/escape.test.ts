import { describe, expect, it } from 'vitest';
import { clean, escapeText, plain, unescapeText } from './escape.ts';

const ODD = '<b>*bold*</b> `code` &amp; {brace} @everyone <!channel> | "quoted" :tada: _x_ ~y~\n> quote';

describe('data in a Slack text', () => {
  it('holds nothing that Slack would read as a mention, link or date', () => {
    expect(escapeText('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('is read unchanged', () => {
    expect(unescapeText(escapeText(ODD))).toBe(ODD);
    expect(unescapeText(plain(ODD))).toBe(ODD);
    expect(unescapeText(escapeText('&amp;lt;'))).toBe('&amp;lt;');
  });

  it.each(['*bold*', '_slanted_', '~struck~', '`code`', '```block```', ':tada:', '&gt; quote'])(
    'is not formatted: %s',
    (mark) => {
      const words = unescapeText(mark);
      expect(plain(words)).not.toContain(words.slice(0, 2));
    },
  );

  it('has neither control characters nor halves of characters', () => {
    expect(clean('a\u0000b\u0001c\td\ne\ud800f\udc00🙂')).toBe('abc\td\ne\ufffdf\ufffd🙂');
  });
});
