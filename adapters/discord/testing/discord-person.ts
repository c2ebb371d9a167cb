import { type ClickOver, forms, pressing } from './person-clicks.ts';
import { type CommandOptions, commanding, type OptionValue } from './person-commands.ts';
import type { Acted, ActOver, PersonTools } from './person-tools.ts';
import { reading, type SayOptions, writing } from './person-words.ts';
import type { DiscordModal, SeenInDiscord } from './seen-in-discord.ts';

export type { SayOptions } from './person-words.ts';
export type { DiscordModal, SeenInDiscord } from './seen-in-discord.ts';

/** A message that this person sees, or what is known of it. */
export type MessageAt = { readonly messageId: string };

/** Somebody at their own Discord. */
export interface DiscordPerson {
  readonly userId: string;
  readonly username: string;
  /** As others see it. */
  readonly name: string;
  /** Resolves with the message's id. */
  say(channelId: string, words: string, options?: SayOptions): Promise<string>;
  /** To the bot alone. */
  dm(
    words: string,
    options?: SayOptions,
  ): Promise<{ readonly channelId: string; readonly messageId: string }>;
  /** The conversation with the bot alone. */
  direct(): string;
  edit(message: MessageAt, words: string): Promise<void>;
  remove(message: MessageAt): Promise<void>;
  /** In a forum. Resolves with the id of the thread, which is that of its first message. */
  post(forumId: string, title: string, words: string, options?: SayOptions): Promise<string>;
  /** From a message. Resolves with the id of the thread, which is that of the message. */
  openThread(message: MessageAt, title: string): Promise<string>;
  /** Closes a thread. */
  archive(threadId: string): Promise<void>;
  /** The slash command, `approvals list` for one with parts. Rejects when Discord would not offer or send it. */
  command(
    name: string,
    options?: Readonly<Record<string, OptionValue>>,
    how?: CommandOptions,
  ): Promise<Acted>;
  complete(
    name: string,
    option: string,
    typed: string | number,
    how?: { readonly channelId?: string; readonly given?: Readonly<Record<string, OptionValue>> },
  ): Promise<
    Acted & { readonly choices: readonly { readonly name: string; readonly value: string | number }[] }
  >;
  /** From the menu of a message. */
  messageCommand(name: string, message: MessageAt, over?: ActOver): Promise<Acted>;
  click(message: MessageAt, label: string | RegExp, over?: ClickOver): Promise<Acted>;
  /** A click with any id, whether or not there is such a button. */
  press(message: MessageAt, customId: string, over?: ClickOver): Promise<Acted>;
  /** From the list with this placeholder, by labels or values. */
  choose(
    message: MessageAt,
    placeholder: string | RegExp,
    labels: string | readonly string[],
    over?: ClickOver,
  ): Promise<Acted>;
  /** The form on top, as soon as there is one. */
  modal(words?: string | RegExp): Promise<DiscordModal>;
  modals(): readonly DiscordModal[];
  closeModal(): void;
  /** Sends the form on top; values by label or id, what is not named stays as it was filled in. */
  submit(values: Readonly<Record<string, string | readonly string[]>>, over?: ActOver): Promise<Acted>;
  /** The last message in which this can be read, labels of buttons too, as soon as there is one. */
  sees(channelId: string, words: string | RegExp, longestMs?: number): Promise<SeenInDiscord>;
  /** Throws when it can be read now. */
  seesNot(channelId: string, words: string | RegExp): void;
  /** Everything in that channel from top to bottom. */
  reads(channelId: string): readonly SeenInDiscord[];
  /** That message as it is now. Throws when it is gone. */
  look(message: MessageAt): SeenInDiscord;
  readFile(message: SeenInDiscord, name: string): Promise<string>;
}

export const createDiscordPerson = (tools: PersonTools): DiscordPerson => {
  const user = tools.core.state.users.get(tools.userId);
  const username = user?.username ?? '';
  return {
    userId: tools.userId,
    username,
    name: user?.globalName ?? username,
    ...writing(tools),
    ...reading(tools),
    ...commanding(tools),
    ...pressing(tools),
    ...forms(tools),
  };
};
