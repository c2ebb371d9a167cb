import type { Stores } from '../../core/ports/stores.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import type { DiscordGuild } from './discord-guilds.ts';

/** A thread is named by its own id, in its channel; a conversation with one person is a thread of itself. */
export type Spot = Pick<ThreadRef, 'channelId' | 'threadKey'>;

export const threadIn = (
  { stores }: { readonly stores: Pick<Stores, 'threads'> },
  { tenantId, place }: Pick<DiscordGuild, 'tenantId' | 'place'>,
  { channelId, threadKey }: Spot,
): Promise<ThreadRef> => stores.threads.ensure(tenantId, { ...place, channelId, threadKey });

export const directSpot = (channelId: string): Spot => ({ channelId, threadKey: channelId });
export const placeSpot = (channelId: string): Spot => ({ channelId, threadKey: PLACE_KEY });

/** The channel its messages are in: a thread is a channel of its own. */
export const postingIn = ({ channelId, threadKey }: Spot): string =>
  threadKey === PLACE_KEY ? channelId : threadKey;
