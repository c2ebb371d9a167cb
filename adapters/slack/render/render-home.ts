import type { HomeView, KnownBlock } from '@slack/types';
import type { Card, CardListRow } from '../../../core/card.ts';
import type { MessageKey } from '../../../core/messages/catalogue.ts';
import { type Text, text } from '../../../core/text.ts';
import { LIMITS } from '../limits.ts';
import { createActionIds, heading, plainOf, rowBlocks } from './blocks.ts';
import type { SlackReader } from './reader.ts';

/** The lists of one person, as `core/lists.ts` makes them. */
export interface HomeLists {
  readonly waiting: Card;
  readonly running: Card;
  readonly recent: Card;
}

/** Rows of one list: two blocks each, three lists and their headings within the hundred of a view. */
const MOST_ROWS = 14;

const view = (blocks: readonly KnownBlock[]): HomeView => ({ type: 'home', blocks: [...blocks] });

/** What waits for this person, what of theirs runs, what became of the rest. */
export const renderHome = (home: HomeLists, reader: SlackReader): HomeView => {
  const nextId = createActionIds();
  const list = (title: MessageKey, card: Card, command: string): readonly KnownBlock[] => [
    heading(text(title), reader),
    ...listBlocks(card, command, reader, nextId),
  ];
  return view([
    ...list('slack.home.waiting', home.waiting, '/approvals'),
    { type: 'divider' },
    ...list('slack.home.running', home.running, '/tasks'),
    { type: 'divider' },
    ...list('slack.home.recent', home.recent, '/tasks'),
  ]);
};

/** For somebody who is not known in this organization: how to be. */
export const renderStrangersHome = (reader: SlackReader): HomeView =>
  view([sentence(text('slack.home.stranger'), reader)]);

const listBlocks = (
  card: Card,
  command: string,
  reader: SlackReader,
  nextId: (action: string) => string,
): readonly KnownBlock[] => {
  const lists = card.sections.filter((section) => section.kind === 'list');
  const rows: readonly CardListRow[] = lists.flatMap((section) => section.rows);
  const isCut = rows.length > MOST_ROWS || card.buttons.some((button) => button.action === 'next_page');
  return [
    ...(rows.length === 0 ? lists.slice(0, 1).map(({ empty }) => sentence(empty, reader)) : []),
    ...rows.slice(0, MOST_ROWS).flatMap((row) => rowBlocks(row, reader, nextId)),
    ...(isCut ? [sentence(text('slack.home.more', { command }), reader)] : []),
  ];
};

const sentence = (words: Text, reader: SlackReader): KnownBlock => ({
  type: 'section',
  text: plainOf(words, reader, LIMITS.sectionText),
});
