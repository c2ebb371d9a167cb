import { describe, expect, it } from 'vitest';
import { createFrontState } from './front-state.ts';
import { blockWords, mrkdwnWords, namesOf } from './slack-words.ts';
import { typed } from './typed.ts';

const names = namesOf(createFrontState([]));

describe('what is read', () => {
  it.each([
    ['*bold* _slanted_ ~gone~ `code`', 'bold slanted gone code'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['\u2060*\u2060not bold\u2060*\u2060', '*not bold*'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
    ['<https://a.example/x|here> <https://a.example>', 'here https://a.example'],
    ['<@U0COUNTER01> <#C000000002> <!here> <!subteam^S1>', '@Countersign #random @here @S1'],
    ['<!date^1700000000^{time}|10:15 PM>', '10:15 PM'],
    ['&lt;!channel&gt;', '<!channel>'],
  ])('%s', (marked, words) => {
    expect(mrkdwnWords(names, marked)).toBe(words);
  });

  it('is all of a rich text as it stands there', () => {
    const elements = [
      { type: 'text', text: '*a* &lt; <b> ' },
      { type: 'link', url: 'https://a.example', text: 'here' },
      { type: 'date', timestamp: 1, fallback: ' 10:15' },
    ];
    const block = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
    expect(blockWords(names, block)).toBe('*a* &lt; <b> here 10:15');
  });
});

describe('what is typed', () => {
  it.each([
    ['<@U0COUNTER01> run a <b> & c', '<@U0COUNTER01> run a &lt;b&gt; &amp; c'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['see https://a.example/x?a=1&b=2 now', 'see <https://a.example/x?a=1&amp;b=2> now'],
    ['to ann@a.example', 'to <mailto:ann@a.example|ann@a.example>'],
  ])('%s', (words, sent) => {
    expect(typed(words, false)).toBe(sent);
  });

  it('has links for names of files too, where Slack knows such an address', () => {
    expect(typed('path=out/report.md x', true)).toBe('path=out/report.md x');
    expect(typed('path=report.md x', true)).toBe('path=<http://report.md|report.md> x');
  });
});
