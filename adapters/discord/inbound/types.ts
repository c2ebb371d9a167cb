/** A file that a person sent. */
export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string;
  /** Bytes. */
  readonly size: number;
  /** Of Discord's own file server; good for some hours. */
  readonly url: string | null;
}

export type ChannelType = 'text' | 'dm' | 'group_dm' | 'thread' | 'voice' | 'forum';

/** Where it happened. */
export interface InPlace {
  /** null: outside every server. */
  readonly guildId: string | null;
  /** A thread is a channel of its own. */
  readonly channelId: string;
  /** null: Discord does not say. */
  readonly channelType: ChannelType | null;
  /** The channel a thread is in; null: no thread, or Discord does not say. */
  readonly parentId: string | null;
}

/** Done by a person: the same deed has the same identity under whatever delivery. */
interface ByPerson extends InPlace {
  readonly identity: string;
  readonly userId: string;
  /** What people of that server call them; for show, never to tell who somebody is. */
  readonly userName: string;
  /** Role ids, at this very moment; empty outside a server. */
  readonly memberRoles: readonly string[];
  /** Outside every server: the one in which it counts, once that is known. */
  readonly inServer?: string;
}

/** Done through a command, a button or a form. */
export interface ByInteraction extends ByPerson {
  /** With `token`, what the first answer is given to: within three seconds, later ones within fifteen minutes. */
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  /** The person's language, as Discord names it, e.g. `es-419`. */
  readonly locale: string | null;
  /** Between us and one person. In another person's conversation nothing can be posted without the token. */
  readonly isDirect: boolean;
  /** Bits of what the person may do in this channel; for setting up, never for approving. */
  readonly memberPermissions: string | null;
  /** Bits of what we may do in this channel. */
  readonly appPermissions: string | null;
}

export type OptionValues = Readonly<Record<string, string | number | boolean>>;

export type Inbound =
  | { readonly kind: 'ping' }
  | (ByPerson & {
      readonly kind: 'message';
      readonly messageId: string;
      /** As it was typed, our own name before it taken off. Empty where Discord keeps the words from us. */
      readonly text: string;
      /** Users that are named in it. */
      readonly mentions: readonly string[];
      /** It is to us by name. */
      readonly isMention: boolean;
      readonly isDirect: boolean;
      /** It answers a message of ours. */
      readonly isReplyToUs: boolean;
      /** The message it answers. */
      readonly replyTo: { readonly messageId: string; readonly userId: string; readonly text: string } | null;
      readonly attachments: readonly SharedFile[];
    })
  | (ByInteraction & {
      readonly kind: 'command';
      /** Without its slash. */
      readonly name: string;
      readonly options: OptionValues;
      /** The same command as it would be typed: `/run disk-report host=web-1`. */
      readonly line: string;
      readonly attachments: readonly SharedFile[];
    })
  | (ByInteraction & {
      readonly kind: 'autocomplete';
      /** Without its slash. */
      readonly command: string;
      /** The option that is being filled in, and what of it was typed so far. */
      readonly option: string;
      readonly typed: string;
      /** The others, as far as they are filled in. */
      readonly options: OptionValues;
    })
  | (ByInteraction & {
      readonly kind: 'click';
      readonly customId: string;
      /** What was chosen, of a select. */
      readonly values: readonly string[];
      readonly messageId: string;
      /** Only one person sees the message; it can be changed through the token alone. */
      readonly ephemeral: boolean;
    })
  | (ByInteraction & {
      readonly kind: 'submission';
      readonly customId: string;
      /** What was entered, by the name of its field; nothing for a field that was left empty. */
      readonly values: Readonly<Record<string, string>>;
      /** The message whose button opened the form. */
      readonly messageId: string | null;
    })
  | (ByInteraction & {
      readonly kind: 'message_command';
      readonly name: string;
      readonly messageId: string;
      readonly messageText: string;
      readonly authorId: string | null;
      readonly attachments: readonly SharedFile[];
    })
  | { readonly kind: 'role_changed'; readonly guildId: string; readonly roleId: string }
  | {
      readonly kind: 'member_changed';
      readonly guildId: string;
      readonly userId: string;
      /** null: no longer there. */
      readonly memberRoles: readonly string[] | null;
    }
  | { readonly kind: 'guild_gone'; readonly guildId: string }
  | { readonly kind: 'channel_gone'; readonly guildId: string | null; readonly channelId: string }
  | {
      readonly kind: 'thread_changed';
      readonly guildId: string | null;
      readonly channelId: string;
      readonly parentId: string | null;
      readonly archived: boolean;
      readonly locked: boolean;
    }
  /** Nothing is to be done about it, on purpose. */
  | { readonly kind: 'ignored'; readonly why: string }
  /** Nobody knows what it is. */
  | { readonly kind: 'unsupported'; readonly why: string };

export const ignored = (why: string): Inbound => ({ kind: 'ignored', why });
export const unsupported = (why: string): Inbound => ({ kind: 'unsupported', why });
