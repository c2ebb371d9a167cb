import { describe, expect, it } from 'vitest';
import type { Card, Notice } from '../../../core/card.ts';
import { LOCALES, type Locale } from '../../../core/member.ts';
import {
  sampleApprovalCards,
  sampleLists,
  sampleNotices,
  sampleTaskCards,
} from '../../../core/testing/sample-cards.ts';
import { NOW } from '../../../core/testing/samples.ts';
import { raw } from '../../../core/text.ts';
import { checkMessage } from '../testing/block-kit-rules.ts';
import { shownIn } from '../testing/shown-words.ts';
import { readActionName, readShownDigest } from './blocks.ts';
import type { SlackReader } from './reader.ts';
import { renderCard, renderNotice, type SlackMessage } from './render-card.ts';

const readerIn = (locale: Locale): SlackReader => ({
  locale,
  timeZone: 'Europe/Madrid',
  publicUrl: 'https://ops.example',
  now: NOW,
});
const reader = readerIn('en');

/** One line per block, so that a change is seen where it is. */
const written = (message: SlackMessage): string =>
  [
    message.text,
    ...message.blocks.map((block) => JSON.stringify(block)),
    ...message.more.map((part, index) => `-- below, ${index + 1}\n${written(part)}`),
    ...(message.file ? [`-- file ${message.file.name}, ${message.file.content.length} characters`] : []),
  ].join('\n');

const render = (shown: Card | Notice, locale: Locale): SlackMessage =>
  'sections' in shown
    ? renderCard(shown, readerIn(locale), 'key')
    : renderNotice(shown, readerIn(locale), 'key');

const GROUPS: Readonly<Record<string, Readonly<Record<string, Card | Notice>>>> = {
  'task-card': sampleTaskCards(),
  'approval-card': sampleApprovalCards(),
  lists: sampleLists(),
  notices: sampleNotices(),
};

const words = (message: SlackMessage): string =>
  [message, ...message.more].map(({ blocks }) => shownIn(blocks).words).join('\n');

const card = (over: Partial<Card>): Card => ({
  kind: 'task',
  tone: 'neutral',
  sign: '◔',
  title: raw('Weekly report'),
  state: [],
  sections: [],
  buttons: [],
  ...over,
});

describe('a card on Slack', () => {
  it.each(
    Object.entries(GROUPS).flatMap(([name, cases]) => LOCALES.map((locale) => ({ name, cases, locale }))),
  )('in all its states: $name $locale', async ({ name, cases, locale }) => {
    const all = Object.entries(cases).map(
      ([title, shown]) => `== ${title}\n${written(render(shown, locale))}\n`,
    );
    await expect(all.join('\n')).toMatchFileSnapshot(`./golden/${name}.${locale}.txt`);
  });

  it.each(
    Object.entries(GROUPS).flatMap(([group, cases]) =>
      Object.entries(cases).map(([name, shown]) => ({ name: `${group}: ${name}`, shown })),
    ),
  )('is within the rules of Slack: $name', ({ shown }) => {
    for (const locale of LOCALES) expect(checkMessage(render(shown, locale))).toEqual([]);
  });

  it('shows words as they are, whatever markup they look like, in every place', () => {
    const odd = '<b>*bold*</b> `code` &amp; {brace} @everyone <!channel> | "quoted"';
    const message = renderCard(
      card({
        title: raw(odd),
        state: [raw(odd)],
        sections: [
          { kind: 'lines', lines: [raw(odd)] },
          { kind: 'fields', fields: [{ label: raw(odd), value: raw(`${odd}\n${odd}`) }] },
          {
            kind: 'list',
            rows: [
              {
                sign: '▲',
                title: raw(odd),
                meta: [raw(odd)],
                button: { action: 'stop', value: 'x', label: raw('Stop'), style: 'plain' },
              },
            ],
            empty: raw(''),
          },
          { kind: 'answer', text: raw(odd) },
        ],
      }),
      reader,
      'k',
    );
    expect(words(message).split(odd)).toHaveLength(10);
    expect(message.text).not.toMatch(/<[!@]/);
    expect(checkMessage(message)).toEqual([]);
  });

  it('shows a long answer whole: its beginning in the card, the rest below in order', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index + 1} of the & answer`);
    const message = renderCard(
      card({ sections: [{ kind: 'answer', text: raw(lines.join('\n')) }] }),
      reader,
      'k',
    );
    expect(message.file).toBeNull();
    expect(message.more.length).toBeGreaterThan(0);
    const shown = words(message)
      .split('\n')
      .filter((line) => line.startsWith('line '));
    expect(shown).toEqual(lines);
    expect(JSON.stringify(message.blocks)).toContain('It goes on in the messages below.');
  });

  it('puts an answer that would fill the channel into a file, whole', () => {
    const book = 'word '.repeat(20_000);
    const message = renderCard(
      card({ number: 'T-7', sections: [{ kind: 'answer', text: raw(book) }] }),
      reader,
      'k',
    );
    expect(message.file).toEqual({ name: 'T-7.txt', content: book });
    expect(message.more).toEqual([]);
    expect(words(message)).toContain('T-7.txt');
  });

  it('keeps its buttons with the first message, however much goes below', () => {
    const stop = { action: 'stop', value: 't1', label: raw('Stop'), style: 'plain' } as const;
    const rows = Array.from({ length: 200 }, (_, index) =>
      raw(`line ${index} ${'of many words '.repeat(10)}`),
    );
    const message = renderCard(
      card({ sections: [{ kind: 'lines', lines: rows }], buttons: [stop] }),
      reader,
      'k',
    );
    expect(shownIn(message.blocks).buttons).toHaveLength(1);
    expect(message.more.flatMap(({ blocks }) => shownIn(blocks).buttons)).toEqual([]);
    expect(message.more.length).toBeGreaterThan(0);
  });

  it('says what was shown where it is clicked, and what the click asks for', () => {
    const message = renderCard(sampleApprovalCards().pending as Card, reader, 'k');
    const { buttons } = shownIn(message.blocks);
    expect(buttons.map(({ actionId }) => readActionName(actionId))).toEqual([
      'approve',
      'reject',
      'approval_details',
    ]);
    expect(new Set(buttons.map(({ blockId }) => readShownDigest(blockId)))).toEqual(
      new Set(['d'.repeat(64)]),
    );
    expect(readShownDigest('act:0')).toBeNull();
  });

  it('gives two buttons of the same kind names of their own', () => {
    const question = renderCard(sampleTaskCards()['a question'] as Card, reader, 'k');
    const answers = shownIn(question.blocks).buttons.filter((button) => button.actionId.startsWith('answer'));
    expect(answers.map(({ actionId }) => actionId)).toEqual(['answer', 'answer:1']);
    expect(answers.map(({ actionId }) => readActionName(actionId))).toEqual(['answer', 'answer']);
  });

  it('asks before what cannot be undone, naming the target', () => {
    const message = renderCard(sampleApprovalCards()['pending, cannot be undone'] as Card, reader, 'k');
    const actions = message.blocks.find((block) => block.type === 'actions');
    expect(actions?.elements[0]).toMatchObject({
      action_id: 'approve',
      confirm: { text: { text: expect.stringContaining('old/2019.csv') }, deny: { text: 'Cancel' } },
    });
    expect(actions?.elements[0]).not.toHaveProperty('style');
  });

  it('calls those who must decide, and nobody once it is decided', () => {
    const asking = { ...reader, mention: ['<@U1>', '<!subteam^S1>'] };
    const open = JSON.stringify(renderCard(sampleApprovalCards().pending as Card, asking, 'k'));
    expect(open).toContain('{"type":"user","user_id":"U1"}');
    expect(open).toContain('{"type":"usergroup","usergroup_id":"S1"}');
    const decided = JSON.stringify(renderCard(sampleApprovalCards().approved as Card, asking, 'k'));
    expect(decided).not.toMatch(/U1|S1/);
  });

  it('leaves moments to Slack, which knows the zone of whoever looks', () => {
    const message = renderCard(sampleApprovalCards().pending as Card, reader, 'k');
    const seconds = NOW.getTime() / 1000 + 23 * 3600;
    expect(JSON.stringify(message.blocks)).toContain(`"type":"date","timestamp":${seconds}`);
    expect(message.text).toContain(`<!date^${seconds}^`);
  });

  it('links to the page where there is one, and only there', () => {
    const pending = sampleApprovalCards().pending as Card;
    expect(JSON.stringify(renderCard(pending, reader, 'k'))).toContain('https://ops.example/approvals/A-57');
    const without = JSON.stringify(renderCard(pending, { ...reader, publicUrl: null }, 'k'));
    expect(without).not.toContain('http');
    expect(without).toContain('A-57');
  });

  it('is the same each time, so that it is not edited for nothing', () => {
    const later = { ...reader, now: new Date(NOW.getTime() + 3_600_000) };
    const shown = sampleTaskCards().running as Card;
    expect(renderCard(shown, later, 'k').blocks).toEqual(renderCard(shown, reader, 'k').blocks);
  });

  it.each(LOCALES)('leaves no sentence without its words: %s', (locale) => {
    for (const cases of Object.values(GROUPS)) {
      for (const shown of Object.values(cases)) {
        expect(words(render(shown, locale))).not.toMatch(/\[[a-z_]+(\.[a-z_]+)+\]/);
        expect(JSON.stringify(render(shown, locale).blocks)).not.toMatch(/"\[[a-z_]+(\.[a-z_]+)+\]"/);
      }
    }
  });

  it('shows everything of an approval to the one who asks for its details', () => {
    const message = renderNotice(sampleNotices()['details of an approval'] as Notice, reader, 'k');
    expect(words(message).match(/14 entries, 48 KB together\./g)).toHaveLength(20);
  });
});
