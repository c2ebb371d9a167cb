import type { Approval } from '../../core/approval.ts';
import { approvalCard } from '../../core/approval-card.ts';
import type { Card, Form, Notice } from '../../core/card.ts';
import { type CopyTools, withCopies } from '../../core/chat/approval-copies.ts';
import { calledUsers, type Deciders, findDeciders } from '../../core/chat/deciders.ts';
import { AppError } from '../../core/errors.ts';
import type {
  ChatActor,
  ChatPlatform,
  Interaction,
  NewThread,
  Slot,
} from '../../core/ports/chat-platform.ts';
import type { ThreadMessages } from '../../core/ports/thread-messages.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import { raw, text } from '../../core/text.ts';
import { createChatTools, isDirect, type SlackChatDeps, type SlackChatTools } from './chat-tools.ts';
import { replyTo } from './private-replies.ts';
import { movedNote, optionsFor, publishCard } from './publish-card.ts';
import { renderCard } from './render/render-card.ts';
import { renderForm } from './render/render-form.ts';
import { ROOT_SLOT, type ShowOptions, toRef } from './slack-messages.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { usergroupIdOf } from './slack-usergroups.ts';
import type { SlackWorkspace, SlackWorkspaces } from './slack-workspaces.ts';

const APPROVAL = /^approval:(.+)$/;

export interface SlackChat extends ChatPlatform, ThreadMessages {
  /** The approval's card with its buttons in this person's own conversation with us; it ends with all others. */
  copyTo(tenantId: string, workspaceId: string, userId: string, approval: Approval): Promise<void>;
}

/** Slack as a chat like any other. Everything is an edit of a known message, so repeating it is safe. */
export const createSlackChat = (deps: SlackChatDeps): SlackChat => {
  const tools = createChatTools(deps);
  const { workspaces, chatStores } = deps;
  return {
    platform: 'slack',
    capabilities: () => ({ editsInPlace: true, privateReplies: true, forms: true, maxCardLength: null }),
    publish: async (tenantId, thread, slot, card) => {
      // The workspace took the app away.
      const shown =
        (await workspaces.isConnected(tenantId, thread.workspaceId)) &&
        (await guarded(tools, tenantId, thread.workspaceId, (workspace) => {
          const approvalId = APPROVAL.exec(slot)?.[1];
          if (approvalId) return publishApproval(tools, workspace, thread, slot, card, approvalId);
          return publishCard(tools, workspace, thread, slot, card);
        }));
      if (!shown) throw new AppError('chat_closed', { platform: 'slack', channel: thread.channelId });
    },
    copyTo: (tenantId, workspaceId, userId, approval) =>
      guarded(tools, tenantId, workspaceId, async (workspace) => {
        const channel = await tools.directChannel(workspace, userId);
        if (!channel) return;
        const place = await tools.threadIn(workspace, channel, PLACE_KEY);
        await publishCard(tools, workspace, place, `approval:${approval.id}`, approvalCard(approval));
      }),
    async openThread(tenantId, wanted) {
      const id = wanted.workspaceId ?? (await onlyWorkspace(workspaces, tenantId));
      return guarded(tools, tenantId, id, (workspace) => openThread(tools, workspace, wanted));
    },
    replyPrivately: (actor, thread, key, notice) =>
      guarded(tools, actor.tenantId, thread.workspaceId, (workspace) =>
        replyTo(tools, workspace, actor, thread, key, notice),
      ),
    openForm: (actor, thread, interaction, form) =>
      guarded(tools, actor.tenantId, thread.workspaceId, (workspace) =>
        openForm(tools, workspace, actor, thread, interaction, form),
      ),
    async keep(tenantId, thread, messageId, by, words) {
      await chatStores.words.keep(tenantId, thread.threadId, messageId, {
        memberId: by.memberId,
        text: words,
      });
      // What people wrote in Slack is there already; a slash command is not, and neither is what a form said.
      if (isSlackMessage(messageId) || thread.threadKey === PLACE_KEY) return;
      const card: Card = {
        kind: 'notice',
        tone: 'neutral',
        sign: '›',
        title: text('slack.said', { by: by.displayName, words }),
        state: [],
        sections: [],
        buttons: [],
      };
      await guarded(tools, tenantId, thread.workspaceId, (workspace) =>
        publishCard(tools, workspace, thread, `message:${messageId}`, card),
      );
    },
    async textOf(tenantId, _memberId, threadId, messageId) {
      return chatStores.words.textOf(tenantId, threadId, messageId);
    },
  };
};

const SLACK_MESSAGE = /^[A-Z0-9]+:[A-Z0-9]+:\d+\.\d+$/;
/** `team:channel:ts`: a message everybody sees in Slack itself. */
const isSlackMessage = (messageId: string): boolean => SLACK_MESSAGE.test(messageId);

/** Slack's own no becomes what the rest of the product knows. */
const guarded = async <T>(
  { workspaces, log }: SlackChatTools,
  tenantId: string,
  workspaceId: string,
  act: (workspace: SlackWorkspace) => Promise<T>,
): Promise<T> => {
  const workspace = await workspaces.byTenant(tenantId, workspaceId);
  try {
    return await act(workspace);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    if (error.action === 'reinstall') await workspaces.revokeIfDead(workspace);
    else log.error({ err: error, tenantId, workspace: workspaceId }, 'Slack refused a call');
    throw new AppError('chat_unavailable', { code: error.slackCode }, { cause: error });
  }
};

const onlyWorkspace = async (workspaces: SlackWorkspaces, tenantId: string): Promise<string> => {
  const [first] = await workspaces.all(tenantId);
  if (!first) throw new AppError('chat_unavailable', { platform: 'slack' });
  return first.place.workspaceId;
};

/** In the thread it calls who must decide; its copies show the same until the end. */
const publishApproval = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  approvalId: string,
): Promise<boolean> => {
  const approval = await tools.stores.approvals.byId(workspace.tenantId, approvalId);
  const pending = approval !== null && card.final !== true;
  const deciders = pending ? await findDeciders(tools.chatStores, workspace, approval, usergroupIdOf) : null;
  const mention = deciders ? mentionsOf(deciders) : [];
  const copies: CopyTools = {
    ...tools,
    tenantId: workspace.tenantId,
    place: workspace.place,
    absentFrom: async (channelId, userIds) => {
      if (isDirect(channelId)) return userIds;
      const inside = await tools.channelMembers(workspace, channelId);
      // Who can't be told apart is taken for present: they are called in the thread.
      return inside ? userIds.filter((id) => !inside.has(id)) : [];
    },
    directChannel: (userId) => tools.directChannel(workspace, userId),
    publish: (place, at, shown) => publishCard(tools, workspace, place, at, shown),
  };
  const here = publishCard(tools, workspace, thread, slot, card, mention);
  return withCopies(here, copies, thread, slot, card, deciders);
};

/** As Slack writes them, so that they are called. */
const mentionsOf = (deciders: Deciders): readonly string[] => [
  ...deciders.outsideIds.map((id) => `<!subteam^${id}>`),
  ...calledUsers(deciders).map((id) => `<@${id}>`),
];

/** A message of our own that a thread can hang from. The same key again is the same thread. */
const openThread = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  { channelId, title, key, by }: NewThread,
): Promise<ThreadRef> => {
  const { tenantId } = workspace;
  const place = await tools.threadIn(workspace, channelId, PLACE_KEY);
  const card: Card = {
    kind: 'notice',
    tone: 'neutral',
    sign: '○',
    title: raw(title),
    state: [text('card.status.queued')],
    sections: [],
    buttons: [],
  };
  const usual = optionsFor(tools, workspace, place, card);
  const { identities } = tools.chatStores;
  const options: ShowOptions = {
    ...usual,
    urgency: 'now',
    // A channel that we are not in: the thread is in the conversation with who asked.
    elsewhere: async () => {
      const userId = by ? await identities.userOf(tenantId, workspace.place, by.memberId) : null;
      const channel = userId ? await tools.directChannel(workspace, userId) : null;
      return channel ? { channel, note: movedNote(workspace) } : null;
    },
  };
  const slot: Slot = `message:root/${key ?? crypto.randomUUID()}`;
  const reader = tools.reader(workspace);
  const ref = await tools.messages.show(
    workspace,
    place,
    slot,
    (at) => renderCard(card, reader, at),
    options,
  );
  if (!ref) throw new AppError('chat_unavailable', { channel: channelId });
  const thread = await tools.threadIn(workspace, ref.channel, ref.ts);
  const claim = await tools.chatStores.posted.claim(tenantId, thread.threadId, ROOT_SLOT, 5_000);
  if (claim.claimed && !claim.posted.messageRef) {
    const posted = { messageRef: toRef(ref), contentHash: null, final: false };
    await tools.chatStores.posted.settle(tenantId, thread.threadId, ROOT_SLOT, claim.token, posted);
  } else if (claim.claimed) {
    await tools.chatStores.posted.release(tenantId, thread.threadId, ROOT_SLOT, claim.token);
  }
  return thread;
};

const openForm = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  actor: ChatActor,
  thread: ThreadRef,
  interaction: Interaction,
  form: Form,
): Promise<void> => {
  const member = await tools.stores.members.byId(actor.tenantId, actor.memberId);
  const { action, value } = form;
  const state = { action, value, threadId: thread.threadId, channelId: thread.channelId };
  const view = renderForm(form, tools.reader(workspace, member?.locale), {
    ...state,
    interactionId: interaction.id,
    ...(form.shownDigest === undefined ? {} : { shownDigest: form.shownDigest }),
  });
  try {
    await workspace.api.call('views.open', { trigger_id: interaction.id, view });
  } catch (error) {
    if (!(error instanceof SlackRefusal) || error.action !== 'too_late') throw error;
    const notice: Notice = { tone: 'danger', text: text('slack.form_too_late') };
    await replyTo(tools, workspace, actor, thread, `click:${interaction.id}`, notice);
  }
};
