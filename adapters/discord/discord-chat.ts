import type { Approval } from '../../core/approval.ts';
import { approvalCard } from '../../core/approval-card.ts';
import type { Card, Form, Notice } from '../../core/card.ts';
import { type CopyTools, withCopies } from '../../core/chat/approval-copies.ts';
import { calledUsers, findDeciders } from '../../core/chat/deciders.ts';
import { AppError } from '../../core/errors.ts';
import type { ChatActor, ChatPlatform, Interaction, Slot } from '../../core/ports/chat-platform.ts';
import type { ThreadMessages } from '../../core/ports/thread-messages.ts';
import type { ThreadRef } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import { createChatTools, type DiscordChatDeps, type DiscordChatTools } from './chat-tools.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { roleIdOf } from './discord-roles.ts';
import { openThread } from './open-thread.ts';
import { placeSpot, type Spot, threadIn } from './posting-in.ts';
import { replyTo } from './private-replies.ts';
import { publishCard } from './publish-card.ts';
import { renderForm } from './render/render-form.ts';
import { saidCard } from './said-card.ts';

const APPROVAL = /^approval:(.+)$/;

export interface DiscordChat extends ChatPlatform, ThreadMessages {
  /** The approval's card with its buttons in this person's own conversation with us; it ends with all others. */
  copyTo(tenantId: string, guildId: string, userId: string, approval: Approval): Promise<void>;
  /** What a channel is to us: a thread, or a place where a task gets one. */
  spot(guild: DiscordGuild, channelId: string): Promise<Spot>;
}

/** Discord as a chat like any other. Cards are edited by channel and message, so repeating and being late is safe. */
export const createDiscordChat = (deps: DiscordChatDeps): DiscordChat => {
  const tools = createChatTools(deps);
  const { guilds, chatStores } = deps;
  return {
    platform: 'discord',
    capabilities: () => ({ editsInPlace: true, privateReplies: true, forms: true, maxCardLength: null }),
    publish: async (tenantId, thread, slot, card) => {
      // The bot was taken out of that server.
      const shown =
        (await guilds.isConnected(tenantId, thread.workspaceId)) &&
        (await guarded(tools, tenantId, thread.workspaceId, (guild) => {
          const approvalId = APPROVAL.exec(slot)?.[1];
          if (approvalId) return publishApproval(tools, guild, thread, slot, card, approvalId);
          return publishCard(tools, guild, thread, slot, card);
        }));
      if (!shown) throw new AppError('chat_closed', { platform: 'discord', channel: thread.channelId });
    },
    copyTo: (tenantId, guildId, userId, approval) =>
      guarded(tools, tenantId, guildId, async (guild) => {
        const channelId = await tools.directChannel(guild, userId);
        if (!channelId) return;
        const place = await threadIn(tools, guild, placeSpot(channelId));
        await publishCard(tools, guild, place, `approval:${approval.id}`, approvalCard(approval));
      }),
    spot: tools.spot,
    async openThread(tenantId, wanted) {
      const id = wanted.workspaceId ?? (await guilds.all(tenantId))[0]?.place.workspaceId;
      if (!id) throw new AppError('chat_unavailable', { platform: 'discord' });
      return guarded(tools, tenantId, id, (guild) => openThread(tools, guild, wanted));
    },
    replyPrivately: (actor, thread, key, notice) =>
      guarded(tools, actor.tenantId, thread.workspaceId, (guild) =>
        replyTo(tools, guild, actor, thread, key, notice),
      ),
    openForm: (actor, thread, interaction, form) =>
      guarded(tools, actor.tenantId, thread.workspaceId, (guild) =>
        openForm(tools, guild, actor, thread, interaction, form),
      ),
    async keep(tenantId, thread, messageId, by, words) {
      const kept = { memberId: by.memberId, text: words };
      await chatStores.words.keep(tenantId, thread.threadId, messageId, kept);
      const said = saidCard(thread, messageId, by, words);
      if (!said) return;
      await guarded(tools, tenantId, thread.workspaceId, (guild) =>
        publishCard(tools, guild, thread, `message:${messageId}`, said),
      );
    },
    async textOf(tenantId, _memberId, threadId, messageId) {
      return chatStores.words.textOf(tenantId, threadId, messageId);
    },
  };
};

/** Discord's own no becomes what the rest of the product knows. */
const guarded = async <T>(
  { guilds, log }: DiscordChatTools,
  tenantId: string,
  guildId: string,
  act: (guild: DiscordGuild) => Promise<T>,
): Promise<T> => {
  const guild = await guilds.byTenant(tenantId, guildId);
  try {
    return await act(guild);
  } catch (error) {
    if (!(error instanceof DiscordRefusal)) throw error;
    log.error({ err: error, tenantId, guild: guildId }, 'Discord refused a call');
    throw new AppError('chat_unavailable', { code: error.discordCode }, { cause: error });
  }
};

/** In the thread it calls who must decide; its copies show the same until the end. */
const publishApproval = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  approvalId: string,
): Promise<boolean> => {
  const approval = await tools.stores.approvals.byId(guild.tenantId, approvalId);
  const pending = approval !== null && card.final !== true;
  const deciders = pending ? await findDeciders(tools.chatStores, guild, approval, roleIdOf) : null;
  const mention = {
    mention: deciders ? calledUsers(deciders) : [],
    mentionRoles: deciders?.outsideIds ?? [],
  };
  const copies: CopyTools = {
    ...tools,
    tenantId: guild.tenantId,
    place: guild.place,
    // Who sees a channel can't be told without reading everybody; in a conversation with one person nobody else does.
    absentFrom: async (channelId, userIds) => {
      const isDirect = (await tools.channel(guild, channelId))?.isDirect ?? false;
      const { outsideIds } = deciders ?? { outsideIds: [] };
      const uncalled = await tools.uncalled(guild, outsideIds, approval?.requestedBy.memberId ?? '');
      return [...new Set([...(isDirect ? userIds : []), ...uncalled])];
    },
    directChannel: (userId) => tools.directChannel(guild, userId),
    publish: (place, at, shown) => publishCard(tools, guild, place, at, shown),
  };
  return withCopies(
    publishCard(tools, guild, thread, slot, card, mention),
    copies,
    thread,
    slot,
    card,
    deciders,
  );
};

const openForm = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  actor: ChatActor,
  thread: ThreadRef,
  interaction: Interaction,
  form: Form,
): Promise<void> => {
  const member = await tools.stores.members.byId(actor.tenantId, actor.memberId);
  const data = { ...renderForm(form, thread, tools.reader(guild, member?.locale)) };
  if (tools.interactions.find(interaction.id)?.responder.first({ type: 9, data })) return;
  const notice: Notice = { tone: 'danger', text: text('discord.form_too_late') };
  await replyTo(tools, guild, actor, thread, `click:${interaction.id}`, notice);
};
