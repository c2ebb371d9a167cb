import type { Json } from './json.ts';
import type { InteractionResult, Interactions } from './world-interactions.ts';
import type { WorldCore } from './world-messages.ts';
import { permissionsIn } from './world-permissions.ts';
import { refusal } from './world-refusal.ts';
import type { ChannelState, FileState, MessageState } from './world-state.ts';

export interface PersonTools {
  readonly core: WorldCore;
  readonly interactions: Interactions;
  readonly userId: string;
  /** The server that is meant when none is named. */
  readonly homeId: string;
}

export interface GivenFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
}

/** Over what Discord would send. */
export interface ActOver {
  /** Anything of the interaction's own fields. */
  readonly payload?: Json;
  /** Fields in place of those in its `data`. */
  readonly data?: Json;
}

export type Acted = InteractionResult;

export const toFile = ({ name, content, contentType = 'text/plain' }: GivenFile): FileState => ({
  name,
  contentType,
  bytes: Buffer.from(content),
});

/** A channel this person is in. */
export const channelFor = ({ core: { state }, userId }: PersonTools, channelId: string): ChannelState => {
  const channel = state.channels.get(channelId);
  if (!channel) throw refusal(10003);
  const guild = state.guilds.get(channel.guildId ?? '');
  const isIn = guild ? permissionsIn(guild, userId) !== 0n : channel.recipientId === userId;
  if (!isIn) throw new Error(`${state.users.get(userId)?.username} is not in ${channelId}`);
  return channel;
};

/** A message this person sees. */
export const messageFor = (
  tools: PersonTools,
  { messageId }: { readonly messageId: string },
): MessageState => {
  const message = tools.core.state.messages.get(messageId);
  if (!message) throw new Error(`the message ${messageId} is not there any more`);
  channelFor(tools, message.channelId);
  if (message.onlyFor !== null && message.onlyFor !== tools.userId) {
    throw new Error(`the message ${messageId} is not for ${tools.userId}`);
  }
  return message;
};
