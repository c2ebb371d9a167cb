import type { Card } from '../../core/card.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import { isDirect, type SlackChatTools } from './chat-tools.ts';
import type { Deciders } from './deciders.ts';
import { publishCard } from './publish-card.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** More people than this are not written to one by one; the approvals channel is for them. */
const MOST_DIRECT = 10;

/**
 * The approval wherever else it is shown: in the tenant's approvals channel, and directly to those who must decide but
 * are not in the thread's channel. Once it is decided, every copy says so and has no button left.
 */
export const publishCopies = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  main: ThreadRef,
  slot: Slot,
  card: Card,
  deciders: Deciders | null,
): Promise<void> => {
  const places = deciders
    ? await placesFor(tools, workspace, main, deciders)
    : await placesOf(tools, workspace, main, slot);
  const results = await Promise.allSettled(
    places.map((place) => publishCard(tools, workspace, place, slot, card)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  // The whole is tried again; what was shown already is then found to be shown.
  if (failed) throw failed.reason;
};

/** Where it was copied to before. */
const placesOf = async (
  { chatStores, stores }: SlackChatTools,
  { tenantId, place }: SlackWorkspace,
  main: ThreadRef,
  slot: Slot,
): Promise<readonly ThreadRef[]> => {
  const ids = (await chatStores.posted.threadsOf(tenantId, slot)).filter((id) => id !== main.threadId);
  const threads = await Promise.all(ids.map((id) => stores.threads.byId(tenantId, id)));
  return threads.filter(
    (thread) => thread !== null && thread.workspaceId === place.workspaceId,
  ) as ThreadRef[];
};

const placesFor = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  main: ThreadRef,
  { userIds }: Deciders,
): Promise<readonly ThreadRef[]> => {
  const { approvalsChannel } = await tools.chatStores.chatSettings.read(workspace.tenantId);
  const isHere =
    approvalsChannel?.platform === 'slack' && approvalsChannel.workspaceId === workspace.place.workspaceId;
  const channel = isHere ? approvalsChannel.channelId : null;
  const inside = isDirect(main.channelId) ? new Set() : await tools.channelMembers(workspace, main.channelId);
  // Who can't be told apart is taken for present: they are called in the thread.
  const absent = inside ? userIds.filter((id) => !inside.has(id)) : [];
  const direct = await Promise.all(
    (absent.length <= MOST_DIRECT ? absent : []).map((id) => tools.directChannel(workspace, id)),
  );
  const channels = [channel, ...direct].filter((id) => id !== null && id !== main.channelId);
  return Promise.all(channels.map((id) => tools.threadIn(workspace, id ?? '', PLACE_KEY)));
};
