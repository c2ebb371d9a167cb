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
import { checkMessage } from '../testing/component-rules.ts';
import { shownInDiscord } from '../testing/shown-in-discord.ts';
import { readCustomId } from './custom-id.ts';
import type { DiscordReader } from './reader.ts';
import { type DiscordMessage, renderCard, renderNotice } from './render-card.ts';

const readerIn = (locale: Locale): DiscordReader => ({ locale, publicUrl: 'https://ops.example' });
const reader = readerIn('en');

type Json = Readonly<Record<string, unknown>>;
const partsOf = ({ components = [] }: Json): readonly unknown[] => components as readonly unknown[];

/** One line per component, so that a change is seen where it is. */
const written = (message: DiscordMessage): string =>
  [
    ...message.components.flatMap((component) => [
      JSON.stringify({ ...component, components: undefined }),
      ...partsOf({ ...component }).map((part) => `  ${JSON.stringify(part)}`),
    ]),
    ...message.more.map((part, index) => `-- below, ${index + 1}\n${written(part)}`),
    ...(message.file ? [`-- file ${message.file.name}, ${message.file.content.length} characters`] : []),
  ].join('\n');

const render = (shown: Card | Notice, locale: Locale): DiscordMessage =>
  'sections' in shown ? renderCard(shown, readerIn(locale)) : renderNotice(shown, readerIn(locale));

const GROUPS: Readonly<Record<string, Readonly<Record<string, Card | Notice>>>> = {
  'task-card': sampleTaskCards(),
  'approval-card': sampleApprovalCards(),
  lists: sampleLists(),
  notices: sampleNotices(),
};

const words = (message: DiscordMessage): string =>
  [message, ...message.more].map(({ components }) => shownInDiscord(components).words).join('\n');

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

describe('a card on Discord', () => {
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
  )('is within the rules of Discord: $name', ({ shown }) => {
    for (const locale of LOCALES) expect(checkMessage(render(shown, locale))).toEqual([]);
  });

  it('shows words as they are, whatever markup they look like, in every place', () => {
    const odd = '<b>*bold*</b> `code` [x](https://x.example) @everyone <@1> | "quoted" _a_ ~~b~~ :tada: \\';
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
    );
    expect(words(message).split(odd)).toHaveLength(10);
    expect(JSON.stringify(message)).not.toMatch(/@everyone|@1/);
    expect(checkMessage(message)).toEqual([]);
  });

  it.each(['# big', '-# small', '- list', '+ list', '* list', '> quote', '>>> quote', '1. first', '  # big'])(
    'makes nothing of a line that begins like a heading, a list or a quote: %s',
    (line) => {
      const message = renderCard(card({ sections: [{ kind: 'lines', lines: [raw(line)] }] }), reader);
      expect(words(message)).toContain(line);
      expect(checkMessage(message)).toEqual([]);
    },
  );

  it('shows a long answer whole: its beginning in the card, the rest below in order', () => {
    const lines = Array.from({ length: 450 }, (_, index) => `line ${index + 1} of the answer`);
    const message = renderCard(card({ sections: [{ kind: 'answer', text: raw(lines.join('\n')) }] }), reader);
    expect(message.file).toBeNull();
    expect(message.more.length).toBeGreaterThan(0);
    const shown = words(message)
      .split('\n')
      .filter((line) => line.startsWith('line '));
    expect(shown).toEqual(lines);
    expect(shownInDiscord(message.components).words).toContain('It goes on in the messages below.');
  });

  it('puts an answer that would fill the channel into a file, whole', () => {
    const book = 'word '.repeat(20_000);
    const message = renderCard(
      card({ number: 'T-7', sections: [{ kind: 'answer', text: raw(book) }] }),
      reader,
    );
    expect(message.file).toEqual({ name: 'T-7.txt', content: book });
    expect(message.more).toEqual([]);
    expect(words(message)).toContain('T-7.txt');
  });

  it('keeps its buttons with the first message, however much goes below', () => {
    const stop = { action: 'stop', value: 't1', label: raw('Stop'), style: 'plain' } as const;
    const rows = Array.from({ length: 60 }, (_, index) =>
      raw(`line ${index} ${'of many words '.repeat(10)}`),
    );
    const message = renderCard(card({ sections: [{ kind: 'lines', lines: rows }], buttons: [stop] }), reader);
    expect(shownInDiscord(message.components).buttons).toHaveLength(1);
    expect(message.more.length).toBeGreaterThan(0);
    expect(message.more.flatMap(({ components }) => shownInDiscord(components).buttons)).toEqual([]);
  });

  it('says what was shown where it is clicked, and what the click asks for', () => {
    const message = renderCard(sampleApprovalCards().pending as Card, reader);
    const read = shownInDiscord(message.components).buttons.map(({ customId }) => readCustomId(customId));
    expect(read.map((id) => id?.action)).toEqual(['approve', 'reject', 'approval_details']);
    expect(new Set(read.map((id) => id?.shownDigest))).toEqual(new Set(['d'.repeat(64)]));
  });

  it('gives two buttons that ask for the same ids of their own', () => {
    const stop = { action: 'stop', value: 't1', label: raw('Stop'), style: 'plain' } as const;
    const { buttons } = shownInDiscord(renderCard(card({ buttons: [stop, stop] }), reader).components);
    expect(new Set(buttons.map(({ customId }) => customId)).size).toBe(2);
    expect(buttons.map(({ customId }) => readCustomId(customId)?.value)).toEqual(['t1', 't1']);
  });

  it('offers no button whose id would have to be cut', () => {
    const long = { action: 'stop', value: 't'.repeat(120), label: raw('Stop'), style: 'plain' } as const;
    expect(shownInDiscord(renderCard(card({ buttons: [long] }), reader).components).buttons).toEqual([]);
  });

  it('marks what cannot be undone, so that it is asked first', () => {
    const message = renderCard(sampleApprovalCards()['pending, cannot be undone'] as Card, reader);
    const read = shownInDiscord(message.components).buttons.map(({ customId }) => readCustomId(customId));
    expect(read.map((id) => id?.asksFirst)).toEqual([true, false, false]);
  });

  it('calls those who must decide, and nobody once it is decided', () => {
    const asking = { ...reader, mention: ['1', '2', 'nobody'], mentionRoles: ['7'] };
    const open = renderCard(sampleApprovalCards().pending as Card, asking);
    expect(JSON.stringify(open.components)).toContain('<@1> <@2> <@&7>');
    expect(open.mentions).toEqual({ users: ['1', '2'], roles: ['7'] });
    const decided = renderCard(sampleApprovalCards().approved as Card, asking);
    expect(JSON.stringify(decided.components)).not.toMatch(/<@/);
    expect(decided.mentions).toEqual({ users: [], roles: [] });
  });

  it('leaves moments to Discord, which knows the zone of whoever looks', () => {
    const seconds = NOW.getTime() / 1000 + 23 * 3600;
    expect(JSON.stringify(renderCard(sampleApprovalCards().pending as Card, reader))).toContain(
      `expires <t:${seconds}:R> (<t:${seconds}:f>)`,
    );
  });

  it('links to the page where there is one, and only there', () => {
    const pending = sampleApprovalCards().pending as Card;
    expect(JSON.stringify(renderCard(pending, reader))).toContain(
      '[A-57](https://ops.example/approvals/A-57)',
    );
    const without = JSON.stringify(renderCard(pending, { ...reader, publicUrl: null }));
    expect(without).not.toContain('http');
    expect(without).toContain('A-57');
  });

  it.each(LOCALES)('leaves no sentence without its words: %s', (locale) => {
    for (const cases of Object.values(GROUPS)) {
      for (const shown of Object.values(cases)) {
        expect(words(render(shown, locale))).not.toMatch(/\[[a-z_]+(\.[a-z_]+)+\]/);
      }
    }
  });

  it('shows everything of an approval to the one who asks for its details', () => {
    const message = renderNotice(sampleNotices()['details of an approval'] as Notice, reader);
    expect(words(message).match(/14 entries, 48 KB together\./g)).toHaveLength(20);
  });
});
