import type { Card } from '../card.ts';
import type { Slot } from '../ports/chat-platform.ts';
import type { ChatPlace, ChatStores } from '../ports/chat-stores.ts';
import type { Stores } from '../ports/stores.ts';
import { PLACE_KEY, type ThreadRef } from '../task.ts';
import type { Deciders } from './deciders.ts';

export interface CopyTools {
  readonly stores: Pick<Stores, 'threads'>;
  readonly chatStores: Pick<ChatStores, 'posted' | 'chatSettings'>;
  readonly tenantId: string;
  readonly place: ChatPlace;
  /** Which of these people do not see that channel; those who can't be told apart are taken for present. */
  readonly absentFrom: (channelId: string, userIds: readonly string[]) => Promise<readonly string[]>;
  /** The conversation with one person alone; null: there can be none. */
  readonly directChannel: (userId: string) => Promise<string | null>;
  readonly publish: (thread: ThreadRef, slot: Slot, card: Card) => Promise<unknown>;
}

/** More people than this are not written to one by one. */
const MOST_DIRECT = 10;

/**
 * The approval, `here`, and wherever else it is shown: in the tenant's approvals channel, and directly to those who must
 * decide but are not in the thread's channel. Once it is decided (`deciders` null), every copy says so and has no button
 * left. No place waits for another; gives what `here` gives.
 */
export const withCopies = async (
  here: Promise<boolean>,
  tools: CopyTools,
  main: ThreadRef,
  slot: Slot,
  card: Card,
  deciders: Deciders | null,
): Promise<boolean> => {
  const copies = deciders ? placesFor(tools, main, deciders) : placesOf(tools, main, slot);
  const shown = copies.then((places) => allOf(places.map((place) => tools.publish(place, slot, card))));
  const [isShown] = await allOf([here, shown]);
  return isShown === true;
};

/** The whole is tried again when one failed; what was shown already is then found to be shown. */
const allOf = async (works: readonly Promise<unknown>[]): Promise<readonly unknown[]> => {
  const results = await Promise.allSettled(works);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
};

/** Where it was copied to before. */
const placesOf = async (
  { chatStores, stores, tenantId, place }: CopyTools,
  main: ThreadRef,
  slot: Slot,
): Promise<readonly ThreadRef[]> => {
  const ids = (await chatStores.posted.threadsOf(tenantId, slot)).filter((id) => id !== main.threadId);
  const threads = await Promise.all(ids.map((id) => stores.threads.byId(tenantId, id)));
  return threads.filter(
    (thread) =>
      thread !== null && thread.platform === place.platform && thread.workspaceId === place.workspaceId,
  ) as ThreadRef[];
};

const placesFor = async (
  tools: CopyTools,
  main: ThreadRef,
  { userIds }: Deciders,
): Promise<readonly ThreadRef[]> => {
  const { chatStores, stores, tenantId, place } = tools;
  const { approvalsChannel } = await chatStores.chatSettings.read(tenantId);
  const isHere =
    approvalsChannel?.platform === place.platform && approvalsChannel.workspaceId === place.workspaceId;
  const absent = await tools.absentFrom(main.channelId, userIds);
  const direct = await Promise.all(absent.slice(0, MOST_DIRECT).map(tools.directChannel));
  const channels = [isHere ? approvalsChannel.channelId : null, ...direct].filter(
    (id) => id !== null && id !== main.channelId,
  );
  return Promise.all(
    channels.map((id) =>
      stores.threads.ensure(tenantId, { ...place, channelId: id ?? '', threadKey: PLACE_KEY }),
    ),
  );
};
