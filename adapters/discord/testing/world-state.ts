import type { Json } from './json.ts';

export interface UserState {
  readonly id: string;
  readonly username: string;
  readonly globalName: string | null;
  readonly isBot: boolean;
  locale: string;
  /** Takes no direct messages of this bot. */
  closedToBot: boolean;
}

export interface RoleState {
  readonly id: string;
  name: string;
  permissions: bigint;
  /** The bot this role was made for. */
  readonly botId: string | null;
}

export interface MemberState {
  readonly userId: string;
  roles: readonly string[];
  nick: string | null;
}

export interface GuildState {
  readonly id: string;
  name: string;
  readonly ownerId: string;
  locale: string;
  readonly roles: Map<string, RoleState>;
  readonly members: Map<string, MemberState>;
}

export interface ThreadState {
  archived: boolean;
  locked: boolean;
  autoArchive: number;
  archivedAt: string;
  readonly ownerId: string;
}

/** Types: 0 text, 1 direct, 2 voice, 11 and 12 threads, 15 forum. */
export interface ChannelState {
  readonly id: string;
  readonly type: number;
  name: string;
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly recipientId: string | null;
  readonly thread: ThreadState | null;
  /** What the bot may do here; null: what its roles say. */
  botPermissions: bigint | null;
  requiresTag: boolean;
}

export interface MessageState {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  readonly at: number;
  editedAt: number | null;
  content: string;
  components: readonly Json[];
  embeds: readonly Json[];
  attachments: readonly Json[];
  /** Who is called by it. */
  mentions: readonly string[];
  mentionRoles: readonly string[];
  flags: number;
  readonly nonce: string | number | null;
  readonly replyTo: string | null;
  /** Only this person sees it. */
  readonly onlyFor: string | null;
  /** The interaction that brought it. */
  readonly interactionId: string | null;
}

export interface CommandState {
  readonly id: string;
  readonly guildId: string | null;
  readonly body: Json;
  readonly version: string;
}

export interface FileState {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface InteractionState {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 completion, 5 form. */
  readonly type: number;
  readonly userId: string;
  readonly channelId: string;
  readonly at: number;
  /** The message whose button it was. */
  readonly sourceId: string | null;
  answer: { readonly type: number; readonly inMs: number; readonly data: Json } | null;
  /** The message that its first answer made, or changes. */
  originalId: string | null;
  /** Told to wait, and nothing came yet. */
  isLoading: boolean;
}

/** Everything Discord knows, and its clock. */
export interface WorldState {
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly publicKey: string;
  readonly messageContent: boolean;
  readonly users: Map<string, UserState>;
  readonly guilds: Map<string, GuildState>;
  readonly channels: Map<string, ChannelState>;
  readonly messages: Map<string, MessageState>;
  readonly commands: Map<string, CommandState>;
  readonly files: Map<string, FileState>;
  /** By token. */
  readonly interactions: Map<string, InteractionState>;
  now(): number;
  pass(ms: number): void;
  /** A new id, later than all before it. */
  id(): string;
  /** `http://127.0.0.1:port`. */
  origin: string;
}

const EPOCH = 1_420_070_400_000n;

export const createWorldState = (options: {
  readonly publicKey: string;
  readonly messageContent: boolean;
}): WorldState => {
  let ahead = 0;
  let last = 0n;
  const now = (): number => Date.now() + ahead;
  const id = (): string => {
    const fresh = (BigInt(now()) - EPOCH) << 22n;
    last = fresh > last ? fresh : last + 1n;
    return last.toString();
  };
  const botId = id();
  return {
    ...options,
    // As a real one: whose it is comes first.
    token: `${Buffer.from(botId).toString('base64url')}.stand-in.${crypto.randomUUID()}`,
    applicationId: botId,
    botId,
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    commands: new Map(),
    files: new Map(),
    interactions: new Map(),
    now,
    pass(ms) {
      ahead += ms;
    },
    id,
    origin: '',
  };
};

/** Oldest first. */
export const messagesIn = (state: WorldState, channelId: string): readonly MessageState[] =>
  // They are kept in the order they came.
  [...state.messages.values()].filter((message) => message.channelId === channelId);

export const threadsIn = (state: WorldState, parentId: string): readonly ChannelState[] =>
  [...state.channels.values()].filter((channel) => channel.thread && channel.parentId === parentId);
