import type { DeliverOver, SlackTarget } from './delivery.ts';
import { SEED } from './emulated-slack.ts';
import type { AssistantPane } from './front-state.ts';
import { json } from './json.ts';
import { forms, opening, pressing } from './person-clicks.ts';
import type { Interaction, Tools } from './person-tools.ts';
import { reading, writing } from './person-words.ts';
import type { SeenInSlack, SlackView } from './seen-in-slack.ts';
import type { Delivered } from './signer.ts';
import type { SlackPersonSeed, SlackWorld } from './slack-world.ts';

export type { SeenInSlack, SlackView } from './seen-in-slack.ts';

export interface SayOptions {
  readonly threadTs?: string;
  readonly files?: readonly { readonly name: string; readonly content: string | Uint8Array }[];
  /** Slack also makes links of names that look like addresses, such as `report.md`. */
  readonly linksNames?: boolean;
}

/** What is sent in place of what the button says, and how it is brought. */
export interface ClickOver extends DeliverOver {
  readonly value?: string;
  readonly actionId?: string;
  readonly blockId?: string;
  readonly triggerId?: string;
}

export interface AssistantThread {
  readonly channel: string;
  readonly threadTs: string;
  pane(): AssistantPane;
}

export interface SlackPerson {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** As typed: `<@id>` for a mention, everything else is escaped as Slack does. Resolves with its time stamp. */
  say(channel: string, text: string, options?: SayOptions): Promise<string>;
  /** To the bot alone. */
  dm(text: string, options?: SayOptions): Promise<{ readonly channel: string; readonly ts: string }>;
  /** The conversation with the bot alone. */
  direct(): Promise<string>;
  edit(channel: string, ts: string, text: string): Promise<void>;
  remove(channel: string, ts: string): Promise<void>;
  /** What this person sees from top to bottom: a thread with its first message, or the channel itself. */
  read(channel: string, threadTs?: string | null): Promise<readonly SeenInSlack[]>;
  /** The last message with these words, as soon as there is one. */
  sees(
    channel: string,
    threadTs: string | null,
    words: string | RegExp,
    longestMs?: number,
  ): Promise<SeenInSlack>;
  readFile(message: SeenInSlack, name: string): Promise<string>;
  click(at: SeenInSlack | SlackView, label: string | RegExp, over?: ClickOver): Promise<Delivered>;
  /** The form on top, as soon as there is one. */
  modal(words?: string | RegExp): Promise<SlackView>;
  /** Forms that are open now, the top one last. */
  modals(): readonly SlackView[];
  submit(view: SlackView, values: Readonly<Record<string, string>>, over?: DeliverOver): Promise<Delivered>;
  closeModal(): Promise<void>;
  command(name: string, text: string, channel: string, over?: DeliverOver): Promise<Delivered>;
  messageShortcut(callbackId: string, channel: string, ts: string, over?: DeliverOver): Promise<Delivered>;
  globalShortcut(callbackId: string, over?: DeliverOver): Promise<Delivered>;
  openHome(): Promise<Delivered>;
  /** The home page as soon as it is there and says this. */
  home(words?: string | RegExp): Promise<SlackView>;
  openAssistant(): Promise<AssistantThread>;
  /** The last click, form, command or shortcut once more, as it was. */
  repeat(over?: DeliverOver): Promise<Delivered>;
}

/** Somebody at their own Slack. What they do is signed and brought to the app as Slack does. */
export const createSlackPerson = (
  world: SlackWorld,
  person: SlackPersonSeed,
  target: SlackTarget,
): SlackPerson => {
  const { inner } = world;
  let last: Interaction | null = null;
  const tools: Tools = {
    world,
    person,
    target,
    call: (method, args) => world.as(person.token, method, args),
    by: async (over = {}, viewId) => ({
      userId: person.userId,
      userName: person.name.split(' ')[0]?.toLowerCase() ?? person.name,
      triggerId: over.triggerId ?? (await inner.interactions.trigger(person.userId, viewId)),
    }),
    send(interaction, over = {}) {
      last = interaction;
      return inner.deliver(target, ...interaction, over);
    },
    async direct() {
      const { channel } = await tools.call('conversations.open', { users: SEED.botUserId });
      return String(json(channel).id);
    },
  };
  return {
    userId: person.userId,
    name: person.name,
    email: person.email,
    ...writing(tools),
    ...reading(tools),
    ...pressing(tools),
    ...forms(tools),
    ...opening(tools),
    direct: tools.direct,
    repeat(over) {
      if (!last) throw new Error(`${person.name} did nothing yet`);
      return tools.send(last, over);
    },
  };
};
