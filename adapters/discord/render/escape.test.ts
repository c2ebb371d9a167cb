import { describe, expect, it } from 'vitest';
import { clean, codeBlock, escapeText, inlineCode, unescapeText } from './escape.ts';

const ODD =
  '<b>*bold*</b> `code` {brace} @everyone <@1> | "quoted" :tada: _x_ ~y~ \\ https://x.example\n> quote';

describe('data in a text on Discord', () => {
  it('is read unchanged', () => {
    expect(unescapeText(escapeText(ODD))).toBe(ODD);
  });

  it.each(['@everyone', '@HERE', '<@12>', '<@!12>', '<@&12>'])('calls nobody: %s', (name) => {
    for (const written of [escapeText(name), codeBlock(name), inlineCode(name) ?? '']) {
      expect(written).not.toMatch(/@(everyone|here|[!&]?\d)/i);
    }
  });

  it('keeps its last sign from what comes after it', () => {
    expect(`${escapeText('@')}everyone`).not.toContain('@everyone');
  });

  it.each(['web-1', '10 - 11', 'a > b', '1.5 s', 'a (b)', 'at: once'])(
    'has no more signs than it needs: %s',
    (words) => {
      expect(escapeText(words, false)).toBe(words);
    },
  );

  it('can’t end the block of code it is in', () => {
    const written = codeBlock('a\n```\n@everyone **b**\n````');
    expect(written.slice(4, -4)).not.toContain('``');
    expect(written.replaceAll('\u200b', '')).toBe('```\na\n```\n@everyone **b**\n````\n```');
  });

  it('is code in a line only where nothing in it ends that', () => {
    expect(inlineCode('files.write_file')).toBe('`files.write_file`');
    expect(inlineCode('a`b')).toBe('``a`b``');
    for (const words of ['a``b', '`a', 'a`', 'a\nb', ' ']) expect(inlineCode(words)).toBeNull();
  });

  it('has neither control characters nor halves of characters', () => {
    expect(clean('a\u0000b\u0001c\td\ne\ud800f\udc00🙂')).toBe('abc\td\ne\ufffdf\ufffd🙂');
  });
});
