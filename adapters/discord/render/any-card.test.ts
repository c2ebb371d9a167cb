import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_ACTIONS, type Card, type CardButton, type Notice, TONES } from '../../../core/card.ts';
import type { Text } from '../../../core/text.ts';
import { checkMessage, checkModal } from '../testing/component-rules.ts';
import { shownInDiscord } from '../testing/shown-in-discord.ts';
import { readCustomId } from './custom-id.ts';
import { clean } from './escape.ts';
import type { DiscordReader } from './reader.ts';
import { renderCard, renderNotice } from './render-card.ts';
import { confirmForm, renderForm } from './render-form.ts';

const reader: DiscordReader = { locale: 'en', publicUrl: 'https://ops.example' };

const NOW = '2026-11-23T10:15:00.000Z';

/** Whatever Discord might read as markup, a name or an address. */
const MARKUP = fc.constantFrom(
  ...[
    '@everyone',
    '<@1>',
    '<@&1>',
    '<#1>',
    '<t:1:R>',
    '@',
    '[x](https://x.example)',
    '```',
    '`',
    '*',
    '_',
    '~~',
  ],
  ...[
    '||',
    '\\',
    '\n',
    '# ',
    '> ',
    '- ',
    '1. ',
    ':tada:',
    ':',
    '(',
    ')',
    '\ud800',
    '👩‍👩‍👧',
    'word ',
    ' ',
    '1',
  ],
);

/** Long, empty, in all alphabets, with halves of characters. */
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: MARKUP }),
  fc
    .tuple(fc.constantFrom('a', '* ', 'ä', '漢', '@', '`', 'word ', 'line\n'), fc.nat(4_000))
    .map(([part, count]) => part.repeat(count)),
);
const someText: fc.Arbitrary<Text> = fc.oneof(
  { weight: 4, arbitrary: words.map((raw) => ({ raw })) },
  { weight: 1, arbitrary: words.map((by) => ({ t: 'card.asked_by', p: { by } }) as const) },
  { weight: 1, arbitrary: fc.constant({ t: 'approval.at', p: { at: { at: NOW } } } as const) },
);
const button: fc.Arbitrary<CardButton> = fc.record(
  {
    action: fc.constantFrom(...CARD_ACTIONS),
    value: fc.oneof(fc.uuid(), fc.string({ maxLength: 200 })),
    label: someText,
    style: fc.constantFrom('primary', 'danger', 'plain'),
    confirm: fc.record({ title: someText, body: someText, button: someText }),
  },
  { requiredKeys: ['action', 'value', 'label', 'style'] },
);
const many = <T>(one: fc.Arbitrary<T>, most: number) => fc.array(one, { maxLength: most });
const row = fc.record(
  {
    sign: fc.constantFrom('✓', '▲'),
    title: someText,
    meta: many(someText, 14),
    href: fc.constantFrom('/tasks/T-1', '/tasks/(a) b'),
    button,
  },
  { requiredKeys: ['sign', 'title', 'meta'] },
);
const step = fc.record(
  {
    sign: fc.constantFrom('✓' as const, '⏸' as const),
    tone: fc.constantFrom(...TONES),
    name: someText,
    summary: someText,
    durationMs: fc.nat(),
    since: fc.constantFrom(NOW, 'no date'),
  },
  { requiredKeys: ['sign', 'tone', 'name'] },
);
const field = fc.record(
  { label: someText, value: someText, full: words, size: someText },
  { requiredKeys: ['label', 'value'] },
);
const section: fc.Arbitrary<Card['sections'][number]> = fc.oneof(
  fc.record({ kind: fc.constant('lines' as const), lines: many(someText, 8) }),
  fc.record({ kind: fc.constant('fields' as const), fields: many(field, 6) }),
  fc.record(
    { kind: fc.constant('steps' as const), steps: many(step, 30), folded: someText, earlier: someText },
    { requiredKeys: ['kind', 'steps'] },
  ),
  fc.record({ kind: fc.constant('answer' as const), text: someText }),
  fc.record({ kind: fc.constant('list' as const), rows: many(row, 40), empty: someText }),
);
const card: fc.Arbitrary<Card> = fc.record(
  {
    kind: fc.constantFrom('task' as const, 'approval' as const, 'list' as const, 'help' as const),
    tone: fc.constantFrom(...TONES),
    sign: fc.constantFrom('✓', '◔'),
    title: someText,
    state: many(someText, 4),
    number: fc.constantFrom('T-142', '[T]'),
    subtitle: many(someText, 4),
    since: fc.constantFrom(NOW, 'no date'),
    expiresAt: fc.constant(NOW),
    sections: many(section, 5),
    buttons: many(button, 30),
    digest: fc.constant('d'.repeat(64)),
    link: fc.constant('/tasks/T-142'),
  },
  { requiredKeys: ['kind', 'tone', 'sign', 'title', 'state', 'sections', 'buttons'] },
);

const runs = { numRuns: 30 };
/** Large cards take a while on a busy machine. */
const ROOM_MS = 30_000;

describe('whatever a card holds', () => {
  it(
    'it is within the rules of Discord, and calls nobody but those who must decide',
    () => {
      const ids = fc.array(fc.constantFrom('1', '2', '@everyone'), { maxLength: 20 });
      fc.assert(
        fc.property(card, ids, ids, (any, mention, mentionRoles) => {
          const message = renderCard(any, { ...reader, mention, mentionRoles });
          expect(checkMessage(message)).toEqual([]);
          expect(message.more.length).toBeLessThanOrEqual(3);
        }),
        runs,
      );
    },
    ROOM_MS,
  );

  it(
    'it is so in a private answer',
    () => {
      const notice: fc.Arbitrary<Notice> = fc.record(
        { tone: fc.constantFrom(...TONES), text: someText, buttons: many(button, 5), card },
        { requiredKeys: ['tone', 'text'] },
      );
      fc.assert(
        fc.property(notice, (any) => {
          expect(checkMessage(renderNotice(any, reader))).toEqual([]);
        }),
        runs,
      );
    },
    ROOM_MS,
  );

  it(
    'it is so in a dialog',
    () => {
      const form = fc.record({
        action: fc.constant('reject' as const),
        value: fc.uuid(),
        title: someText,
        submit: someText,
        shownDigest: fc.constant('d'.repeat(64)),
        fields: fc.uniqueArray(
          fc.record(
            {
              name: fc.stringMatching(/^[a-z]{1,20}$/),
              label: someText,
              kind: fc.constantFrom('text' as const, 'multiline' as const),
              required: fc.boolean(),
              maxLength: fc.integer({ min: 1, max: 9000 }),
            },
            { requiredKeys: ['name', 'label', 'kind', 'required'] },
          ),
          { minLength: 1, maxLength: 8, selector: ({ name }) => name },
        ),
      });
      fc.assert(
        fc.property(form, fc.uuid(), button, (any, threadId, asking) => {
          expect(checkModal(renderForm(any, { threadId }, reader))).toEqual([]);
          expect(checkModal(confirmForm({ ...any, action: 'approve' }, reader, asking.confirm))).toEqual([]);
        }),
        runs,
      );
    },
    ROOM_MS,
  );

  it(
    'its buttons come back as what they ask for',
    () => {
      fc.assert(
        fc.property(many(button, 25), (buttons) => {
          const message = renderCard(
            {
              kind: 'task',
              tone: 'neutral',
              sign: '✓',
              title: { raw: 'T' },
              state: [],
              sections: [],
              buttons,
            },
            reader,
          );
          const read = shownInDiscord(message.components).buttons.map(({ customId }) =>
            readCustomId(customId),
          );
          const asked = read.map((id) => `${id?.action} ${id?.value}`);
          const known = buttons.map(({ action, value }) => `${action} ${value}`);
          expect(asked).toEqual(known.filter((one) => asked.includes(one)));
        }),
        runs,
      );
    },
    ROOM_MS,
  );

  it(
    'every word of an answer is in the messages or in the file',
    () => {
      fc.assert(
        fc.property(words, (answer) => {
          const message = renderCard(
            {
              kind: 'task',
              tone: 'neutral',
              sign: '✓',
              title: { raw: 'T' },
              state: [],
              sections: [{ kind: 'answer', text: { raw: answer } }],
              buttons: [],
            },
            reader,
          );
          const flat = (text: string): string => text.replaceAll(/[\s\u200b]/g, '');
          const all = [message, ...message.more];
          const shown = all.map(({ components }) => shownInDiscord(components).words).join('');
          const whole = message.file?.content ?? shown.replace('It goes on in the messages below.', '');
          expect(flat(whole)).toContain(flat(clean(answer)));
        }),
        runs,
      );
    },
    ROOM_MS,
  );
});
