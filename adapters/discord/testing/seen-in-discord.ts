import { withNested } from './form-rules.ts';
import { type Json, json, list, num, word, words } from './json.ts';
import { shownInDiscord } from './shown-in-discord.ts';
import { EPHEMERAL, LOADING } from './world-messages.ts';
import type { MessageState, WorldState } from './world-state.ts';

export interface DiscordButton {
  readonly label: string;
  readonly customId: string;
  readonly style: 'primary' | 'secondary' | 'success' | 'danger' | 'link';
  readonly disabled: boolean;
  /** It opens this address. */
  readonly url: string | null;
}

export interface DiscordSelect {
  readonly placeholder: string;
  readonly customId: string;
  readonly disabled: boolean;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export interface SeenInDiscord {
  readonly channelId: string;
  readonly messageId: string;
  /** User id; null: the bot. */
  readonly by: string | null;
  /** Plain words from top to bottom, names and times as they are shown; not the labels of buttons. */
  readonly text: string;
  /** The words, and the labels of what can be pressed or chosen: everything a person reads. */
  readonly shown: string;
  readonly buttons: readonly DiscordButton[];
  readonly selects: readonly DiscordSelect[];
  readonly attachments: readonly { readonly name: string; readonly url: string; readonly size: number }[];
  /** Ids of the people and roles who are called by it. */
  readonly calls: readonly string[];
  /** Only the person who looks sees it. */
  readonly isEphemeral: boolean;
  /** "is thinking…" */
  readonly isLoading: boolean;
  readonly isEdited: boolean;
  readonly raw: Json;
}

export interface DiscordField {
  readonly label: string;
  readonly description: string;
  readonly customId: string;
  readonly type: number;
  readonly required: boolean;
  /** What stands in it already. */
  readonly value: string;
  readonly maxLength: number;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export interface DiscordModal {
  readonly customId: string;
  readonly title: string;
  /** The title and everything above and beside the fields. */
  readonly text: string;
  readonly fields: readonly DiscordField[];
  readonly raw: Json;
}

const STYLES = ['primary', 'primary', 'secondary', 'success', 'danger', 'link'] as const;

const toButton = (button: Json): DiscordButton => ({
  label: word(button.label) || word(json(button.emoji).name),
  customId: word(button.custom_id),
  style: STYLES[num(button.style)] ?? 'secondary',
  disabled: button.disabled === true,
  url: word(button.url) || null,
});

const optionsOf = (component: Json) =>
  list(component.options).map((option) => ({ label: word(option.label), value: word(option.value) }));

const toSelect = (select: Json): DiscordSelect => ({
  placeholder: word(select.placeholder),
  customId: word(select.custom_id),
  disabled: select.disabled === true,
  options: optionsOf(select),
});

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const asTime = (seconds: number, style: string, now: number): string => {
  if (style !== 'R') return new Date(seconds * 1000).toLocaleString('en-US', { timeZone: 'UTC' });
  const away = seconds - Math.round(now / 1000);
  const [unit, size] = UNITS.find(([, least]) => Math.abs(away) >= least) ?? UNITS[3];
  return new Intl.RelativeTimeFormat('en').format(Math.round(away / size), unit);
};

/** Names of people, roles and channels, and times, as the person sees them. What is escaped stays as it is. */
const withNames = (state: WorldState, text: string): string => {
  const roles = [...state.guilds.values()].flatMap((guild) => [...guild.roles.values()]);
  return text
    .replaceAll(/(?<!\\)<@!?(\d+)>/g, (whole, id: string) => {
      const user = state.users.get(id);
      return user ? `@${user.globalName ?? user.username}` : whole;
    })
    .replaceAll(/(?<!\\)<@&(\d+)>/g, (_whole, id: string) => {
      return `@${roles.find((role) => role.id === id)?.name ?? 'deleted-role'}`;
    })
    .replaceAll(/(?<!\\)<#(\d+)>/g, (_whole, id: string) => `#${state.channels.get(id)?.name ?? 'unknown'}`)
    .replaceAll(/(?<!\\)<t:(-?\d+)(?::([a-zA-Z]))?>/g, (_whole, at: string, style = 'f') =>
      asTime(Number(at), style, state.now()),
    );
};

const named = (state: WorldState, component: Json): Json => ({
  ...component,
  ...(typeof component.content === 'string' ? { content: withNames(state, component.content) } : {}),
  ...(component.components ? { components: list(component.components).map((one) => named(state, one)) } : {}),
});

const readable = (state: WorldState, components: readonly Json[]): string =>
  shownInDiscord(components.map((one) => named(state, one))).words;

export const toSeen = (state: WorldState, message: MessageState): SeenInDiscord => {
  const source = message.type === 21 ? (state.messages.get(message.replyTo ?? '') ?? message) : message;
  const all = source.components.flatMap(withNested);
  const said = source.content === '' ? '' : readable(state, [{ type: 10, content: source.content }]);
  const text = [said, readable(state, source.components)].filter((part) => part !== '').join('\n');
  const buttons = all.filter(({ type }) => type === 2).map(toButton);
  const selects = all.filter(({ type }) => [3, 5, 6, 7, 8].includes(num(type))).map(toSelect);
  const labels = [...buttons.map(({ label }) => label), ...selects.map(({ placeholder }) => placeholder)];
  return {
    channelId: message.channelId,
    messageId: message.id,
    by: source.authorId === state.botId ? null : source.authorId,
    text,
    shown: [text, ...labels].join('\n'),
    buttons,
    selects,
    attachments: source.attachments.map(({ filename, url, size }) => ({
      name: word(filename),
      url: word(url),
      size: num(size),
    })),
    calls: [...source.mentions, ...source.mentionRoles],
    isEphemeral: (message.flags & EPHEMERAL) !== 0,
    isLoading: (message.flags & LOADING) !== 0,
    isEdited: source.editedAt !== null,
    raw: { ...source },
  };
};

const toField = (part: Json): readonly DiscordField[] => {
  const inner = part.type === 18 ? json(part.component) : json(list(part.components)[0]);
  if (part.type !== 18 && part.type !== 1) return [];
  const chosen = list(inner.options).filter((option) => option.default === true);
  return [
    {
      label: word(part.label) || word(inner.label),
      description: word(part.description),
      customId: word(inner.custom_id),
      type: num(inner.type),
      required: inner.required !== false,
      value: word(inner.value) || words(chosen.map(({ value }) => value)).join(','),
      maxLength: num(inner.max_length) || 4_000,
      options: optionsOf(inner),
    },
  ];
};

export const toModal = (state: WorldState, modal: Json): DiscordModal => {
  const parts = list(modal.components);
  const title = word(modal.title);
  const fields = parts.flatMap(toField);
  const beside = fields.flatMap(({ label, description }) => [label, description]);
  return {
    customId: word(modal.custom_id),
    title,
    text: [title, readable(state, parts), ...beside].filter((part) => part !== '').join('\n'),
    fields,
    raw: modal,
  };
};
