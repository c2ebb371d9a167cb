import { SEED } from './emulated-slack.ts';
import type { Ephemeral } from './ephemerals.ts';
import { type Json, json, list, word } from './json.ts';
import { blockWords, mrkdwnWords, type Names, textWords } from './slack-words.ts';

export interface SlackButton {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
  readonly style: 'primary' | 'danger' | 'plain';
  /** It opens this address. */
  readonly url: string | null;
  /** What is asked before it counts. */
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
}

export interface SeenInSlack {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  /** User id; null: the bot. */
  readonly by: string | null;
  /** Plain words, names and times as they are shown; not the labels of buttons. */
  readonly text: string;
  readonly buttons: readonly SlackButton[];
  readonly files: readonly { readonly name: string; readonly url: string }[];
  readonly onlyYou: boolean;
  readonly raw: Json;
}

export interface SlackField {
  readonly label: string;
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly optional: boolean;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

/** A form or a home page. */
export interface SlackView {
  readonly id: string;
  readonly callbackId: string;
  readonly title: string;
  readonly text: string;
  readonly buttons: readonly SlackButton[];
  readonly fields: readonly SlackField[];
  /** Label of the button that sends it; null: there is nothing to send. */
  readonly submit: string | null;
  readonly raw: Json;
}

const wordsOf = (names: Names, blocks: readonly Json[]): string =>
  blocks
    .map((block) => blockWords(names, block))
    .filter((words) => words !== '')
    .join('\n');

const toButton = (names: Names, blockId: string, button: Json): SlackButton => {
  const { confirm, style } = button;
  const asked = json(confirm);
  return {
    label: textWords(names, button.text),
    actionId: word(button.action_id),
    blockId,
    value: word(button.value),
    style: style === 'primary' || style === 'danger' ? style : 'plain',
    url: word(button.url) || null,
    ...(confirm
      ? {
          confirm: {
            title: textWords(names, asked.title),
            text: textWords(names, asked.text),
            yes: textWords(names, asked.confirm),
            no: textWords(names, asked.deny),
          },
        }
      : {}),
  };
};

const buttonsOf = (names: Names, blocks: readonly Json[]): readonly SlackButton[] =>
  blocks.flatMap((block) =>
    [...(block.type === 'actions' ? list(block.elements) : []), json(block.accessory)]
      .filter(({ type }) => type === 'button')
      .map((button) => toButton(names, word(block.block_id), button)),
  );

/** Slack shows the blocks; the text is for where there are none. */
export const toSeen = (names: Names, channel: string, message: Json): SeenInSlack => {
  const blocks = list(message.blocks);
  const user = word(message.user);
  return {
    channel,
    ts: word(message.ts),
    threadTs: word(message.thread_ts) || null,
    by: user === SEED.botUserId || user === '' ? null : user,
    text: blocks.length > 0 ? wordsOf(names, blocks) : mrkdwnWords(names, word(message.text)),
    buttons: buttonsOf(names, blocks),
    files: list(message.files).map((file) => ({ name: word(file.name), url: word(file.url_private) })),
    onlyYou: false,
    raw: message,
  };
};

export const toSeenAlone = (
  names: Names,
  { channel, ts, threadTs, text, blocks }: Ephemeral,
): SeenInSlack => ({
  ...toSeen(names, channel, { ts, thread_ts: threadTs, text, blocks, user: SEED.botUserId }),
  onlyYou: true,
});

export const toView = (names: Names, view: Json): SlackView => {
  const blocks = list(view.blocks);
  const title = textWords(names, view.title);
  return {
    id: word(view.id),
    callbackId: word(view.callback_id),
    title,
    text: [title, wordsOf(names, blocks)].filter((words) => words !== '').join('\n'),
    buttons: buttonsOf(names, blocks),
    fields: blocks.filter(({ type }) => type === 'input').map((block) => toField(names, block)),
    submit: view.submit ? textWords(names, view.submit) : null,
    raw: view,
  };
};

const toField = (names: Names, block: Json): SlackField => {
  const element = json(block.element);
  return {
    label: textWords(names, block.label),
    blockId: word(block.block_id),
    actionId: word(element.action_id),
    type: word(element.type),
    optional: block.optional === true,
    options: list(element.options).map((option) => ({
      label: textWords(names, option.text),
      value: word(option.value),
    })),
  };
};
