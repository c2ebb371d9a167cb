import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_ACTIONS, type Card, type CardButton, type Notice, TONES } from '../../../core/card.ts';
import type { Text } from '../../../core/text.ts';
import { checkMessage, checkView } from '../testing/block-kit-rules.ts';
import { shownIn } from '../testing/shown-words.ts';
import { clean, escapeText } from './escape.ts';
import type { SlackReader } from './reader.ts';
import { renderCard, renderNotice } from './render-card.ts';
import { renderForm } from './render-form.ts';
import { renderHome } from './render-home.ts';

const reader: SlackReader = { locale: 'en', timeZone: 'UTC', publicUrl: 'https://ops.example' };

const NOW = '2026-11-23T10:15:00.000Z';

/** Long, empty, in all alphabets, with halves of characters, and whatever Slack might read as markup. */
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('<!channel>', '&', '```', '*', '\n', '"', '\ud800', '👩‍👩‍👧', 'word ') }),
  fc
    .tuple(fc.constantFrom('a', '& ', 'ä', '漢', '<', 'word ', 'line\n'), fc.nat(4_000))
    .map(([part, count]) => part.repeat(count)),
);
const someText: fc.Arbitrary<Text> = fc.oneof(
  { weight: 4, arbitrary: words.map((raw) => ({ raw })) },
  { weight: 1, arbitrary: words.map((by) => ({ t: 'card.asked_by', p: { by } }) as const) },
  {
    weight: 1,
    arbitrary: fc.constant({ t: 'approval.at', p: { at: { at: NOW } } } as const),
  },
);
const button: fc.Arbitrary<CardButton> = fc.record(
  {
    action: fc.constantFrom(...CARD_ACTIONS),
    value: fc.oneof(fc.uuid(), fc.string({ maxLength: 3000 })),
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
    href: fc.constant('/tasks/T-1'),
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
    number: fc.constant('T-142'),
    subtitle: many(someText, 4),
    since: fc.constantFrom('2026-11-23T10:15:00.000Z', 'no date'),
    expiresAt: fc.constant('2026-11-23T10:15:00.000Z'),
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
    'it is within the rules of Slack',
    () => {
      fc.assert(
        fc.property(card, (any) => {
          expect(checkMessage(renderCard(any, reader, 'k'))).toEqual([]);
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
          expect(checkMessage(renderNotice(any, reader, 'k'))).toEqual([]);
        }),
        runs,
      );
    },
    ROOM_MS,
  );

  it(
    'it is so in a dialog and on the home page',
    () => {
      const form = fc.record({
        action: fc.constant('reject' as const),
        value: fc.uuid(),
        title: someText,
        submit: someText,
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
      const state = {
        action: 'reject',
        value: 'v',
        threadId: 't',
        channelId: 'C1',
        interactionId: 'i',
      } as const;
      fc.assert(
        fc.property(form, (any) => {
          expect(checkView(renderForm(any, reader, state))).toEqual([]);
        }),
        runs,
      );
      const listed = fc.record({ rows: many(row, 40), empty: someText }).map(
        (part): Card => ({
          kind: 'list',
          tone: 'neutral',
          sign: '≡',
          title: { raw: 'List' },
          state: [],
          sections: [{ kind: 'list', ...part }],
          buttons: [],
        }),
      );
      fc.assert(
        fc.property(listed, listed, listed, (waiting, running, recent) => {
          expect(checkView(renderHome({ waiting, running, recent }, reader))).toEqual([]);
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
            'k',
          );
          const flat = (text: string): string => text.replaceAll(/\s/g, '');
          const shown = [message, ...message.more].map(({ blocks }) => shownIn(blocks).words).join('');
          const whole = message.file?.content ?? shown.replace('It goes on in the messages below.', '');
          expect(flat(whole)).toContain(flat(clean(answer)));
          expect(message.text).toContain(escapeText('T'));
        }),
        runs,
      );
    },
    ROOM_MS,
  );
});
