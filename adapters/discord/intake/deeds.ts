import { approvalCard } from '../../../core/approval-card.ts';
import { taskWorkflowId } from '../../../core/contract/workflow-ids.ts';
import { AppError } from '../../../core/errors.ts';
import type { Actor } from '../../../core/member.ts';
import type { ChatPlatform } from '../../../core/ports/chat-platform.ts';
import type { ThreadMessages } from '../../../core/ports/thread-messages.ts';
import { isEntitled } from '../../../core/requirement.ts';
import { isPlace, type ThreadRef, taskNumber } from '../../../core/task.ts';
import { type Text, text } from '../../../core/text.ts';
import { parseLinkCode } from '../../../core/usecases/link-person.ts';
import type { DiscordGuild } from '../discord-guilds.ts';
import { DiscordRefusal } from '../discord-refusal.ts';
import { directSpot, placeSpot, threadIn } from '../posting-in.ts';
import { type ReadCustomId, readCustomId } from '../render/custom-id.ts';
import { confirmForm, readFormId } from '../render/render-form.ts';
import { saidCard } from '../said-card.ts';
import { aroundAsContext, filesAsContext } from './context.ts';
import { type Deed, type Interacted, isInteraction, type Kind } from './deed.ts';
import type { DiscordIntakeDeps } from './intake.ts';
import { type FirstAnswer, WAIT } from './responder.ts';
import { drawTaskForm, readTaskForm } from './run-as-task.ts';
import { plainAnswer, tellDirectly } from './tell-directly.ts';
import { whichServer } from './which-server.ts';

type ActionsOf = ReturnType<DiscordIntakeDeps['bind']>;

interface Doing {
  readonly guild: DiscordGuild;
  readonly identity: string;
  readonly actor: Actor;
  readonly use: ActionsOf;
}

/** What each kind of delivery means. */
export const createDeeds = (deps: DiscordIntakeDeps) => ({
  /** Of a deed outside every server: the one in which it counts. null: nobody here knows it. */
  async guildOf(deed: Deed): Promise<DiscordGuild | null> {
    if (deed.guildId) return deps.guilds.byId(deed.guildId);
    const whose = await whichServer(deps, deed);
    return whose && 'guild' in whose ? whose.guild : null;
  },

  /** In a channel only what is said to us, or in the thread of a task. */
  async isForUs(guild: DiscordGuild, deed: Kind<'message'>): Promise<boolean> {
    // Discord keeps the words of what is not said to us: there is nothing to take.
    if (deed.text === '' && deed.attachments.length === 0 && !deed.isMention) return false;
    if (isToUs(deed)) return true;
    const spot = await deps.chat.spot(guild, deed.channelId);
    const thread = await deps.stores.threads.find(guild.tenantId, { ...guild.place, ...spot });
    if (!thread || isPlace(thread)) return false;
    // People go on talking below an ended task: that is for us only when it is said to us.
    return (await deps.stores.threads.tasks(guild.tenantId, thread.threadId)).running !== null;
  },

  /** Resolves when the deed is durable and an interaction is answered. Throws when it has to be done again. */
  async act(
    guild: DiscordGuild,
    identity: string,
    deed: Deed,
    chat: ChatPlatform & ThreadMessages,
  ): Promise<void> {
    const code = codeIn(deed);
    if (code !== null) return redeem(deps, guild, deed, code);
    const { tenantId, place } = guild;
    const member = (await isStillThere(deps, guild, deed))
      ? await deps.chatStores.identities.memberOf(tenantId, place, deed.userId)
      : null;
    const actor = member ? await deps.resolveActor(tenantId, member) : null;
    if (!actor) {
      if (isInteraction(deed) || isToUs(deed))
        await tellDirectly(deps, guild, deed, text('error.not_linked'));
      return;
    }
    await doIt(deps, { guild, identity, actor, use: deps.bind(answering(deps, deed, chat)) }, deed);
  },

  /** What an interaction is answered with that nothing else answered. */
  async unansweredAs(deed: Interacted, isDone: boolean): Promise<FirstAnswer> {
    // Whoever clicked sees the card change.
    if (deed.kind === 'click') return { type: 6 };
    if (!isDone) return WAIT;
    const guild = await this.guildOf(deed);
    return plainAnswer(await whatBecame(deps, guild, deed), guild?.locale ?? null);
  },
});

/** Discord lets people who left a server write to the bot directly: they are nobody's member any more. */
const isStillThere = async (
  { roles }: DiscordIntakeDeps,
  { api, place }: DiscordGuild,
  { guildId, userId }: Deed,
): Promise<boolean> => {
  if (guildId !== null) return true;
  try {
    const params = { guildId: place.workspaceId, userId };
    const { roles: has } = await api.call<{ roles?: readonly string[] }>('member.get', params);
    roles.remember(place.workspaceId, userId, has ?? []);
    return true;
  } catch (error) {
    if (error instanceof DiscordRefusal && [10007, 10013].includes(error.discordCode)) return false;
    throw error;
  }
};

const isToUs = (deed: Kind<'message'>): boolean => deed.isDirect || deed.isMention || deed.isReplyToUs;

/** The answer to an interaction is what Discord waits for: it is given before all else is shown. */
const answering = (
  { chat: own, chatStores: { words } }: DiscordIntakeDeps,
  deed: Deed,
  chat: ChatPlatform & ThreadMessages,
): ChatPlatform & ThreadMessages => {
  if (!isInteraction(deed)) return chat;
  return {
    ...chat,
    replyPrivately: own.replyPrivately,
    openForm: own.openForm,
    async keep(tenantId, thread, messageId, by, said) {
      await words.keep(tenantId, thread.threadId, messageId, { memberId: by.memberId, text: said });
      const card = saidCard(thread, messageId, by, said);
      if (card) await chat.publish(tenantId, thread, `message:${messageId}`, card);
    },
  };
};

/** A command that started a task says where it is. */
const whatBecame = async (
  { stores }: DiscordIntakeDeps,
  guild: DiscordGuild | null,
  deed: Interacted,
): Promise<Text> => {
  const task = guild && (await stores.tasks.byWorkflowId(guild.tenantId, workflowIdOf(guild, deed)));
  if (!task?.thread) return text('discord.taken');
  return text('discord.started', { number: taskNumber(task.number) });
};

const workflowIdOf = ({ tenantId }: DiscordGuild, deed: Deed): string =>
  taskWorkflowId(tenantId, 'discord', messageIdOf(deed));

/** Commands and forms are no messages that anybody sees; their ids say so. */
const messageIdOf = ({ kind, identity }: Deed): string =>
  kind === 'message' ? identity : `${kind}:${identity}`;

const codeIn = (deed: Deed): string | null => {
  if (deed.kind === 'message') return parseLinkCode(deed.text);
  return deed.kind === 'command' ? parseLinkCode(deed.line) : null;
};

const redeem = async (
  deps: DiscordIntakeDeps,
  guild: DiscordGuild,
  deed: Deed,
  code: string,
): Promise<void> => {
  const { tenantId, place } = guild;
  const linked = (name: string): Promise<void> =>
    tellDirectly(deps, guild, deed, text('discord.linked', { name }));
  try {
    const { displayName } = await deps.linkPerson.redeem(tenantId, place, deed.userId, code);
    await linked(displayName);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'link_code_invalid') throw error;
    // The code was used by this very person, and the answer to that got lost.
    const known = await deps.chatStores.identities.memberOf(tenantId, place, deed.userId);
    if (known) await linked(known.displayName);
    else await tellDirectly(deps, guild, deed, text('error.link_code_invalid'));
  }
};

/** A thread is a channel of its own; so is a conversation with one person. Anywhere else a task gets a thread. */
const whereOf = async (
  deps: DiscordIntakeDeps,
  guild: DiscordGuild,
  { channelId, channelType, parentId, isDirect }: Deed,
): Promise<ThreadRef> => {
  if (isDirect) return threadIn(deps, guild, directSpot(channelId));
  if (parentId) return threadIn(deps, guild, { channelId: parentId, threadKey: channelId });
  // Discord does not always say what kind of channel it is.
  const isPlain = channelType !== null && channelType !== 'thread';
  return threadIn(deps, guild, isPlain ? placeSpot(channelId) : await deps.chat.spot(guild, channelId));
};

const doIt = async (deps: DiscordIntakeDeps, doing: Doing, deed: Deed): Promise<void> => {
  const { guild, actor, use } = doing;
  switch (deed.kind) {
    case 'message':
    case 'command':
      return use.handleMessage({
        actor,
        platform: 'discord',
        thread: await whereOf(deps, guild, deed),
        messageId: messageIdOf(deed),
        text: deed.kind === 'command' ? deed.line : deed.text,
        mentioned: deed.kind === 'command' || isToUs(deed),
        context: [...(await repliedTo(deed)), ...(await filesAsContext(deps.apiUrl, deed.attachments))],
      });
    case 'click':
      return takeClick(deps, doing, deed);
    case 'submission':
      return takeSubmission(deps, doing, deed);
    case 'message_command':
      return showForm(deps, guild, deed, await drawTaskForm(deps, actor, deed));
  }
};

/** What an answer is about belongs to it. */
const repliedTo = async (deed: Kind<'message' | 'command'>): Promise<readonly string[]> =>
  deed.kind === 'message' && deed.replyTo && !deed.isReplyToUs && deed.replyTo.text
    ? [`${deed.replyTo.userId}: ${deed.replyTo.text}`]
    : [];

const takeClick = async (deps: DiscordIntakeDeps, doing: Doing, deed: Kind<'click'>): Promise<void> => {
  const clicked = readCustomId(deed.customId);
  if (!clicked) return tellDirectly(deps, doing.guild, deed, text('error.not_found'));
  if (clicked.asksFirst) return askFirst(deps, doing, deed, clicked);
  return act(deps, doing, deed, { ...clicked, thread: await whereOf(deps, doing.guild, deed) });
};

/** A dialog that asks whether it was meant; sent back, it counts as the click. */
const askFirst = async (
  deps: DiscordIntakeDeps,
  { guild, actor }: Doing,
  deed: Kind<'click'>,
  clicked: ReadCustomId,
): Promise<void> => {
  const { stores, publicUrl } = deps;
  const { action, value } = clicked;
  const approval = action === 'approve' ? await stores.approvals.byId(actor.tenantId, value) : null;
  const words =
    approval && approvalCard(approval).buttons.find((button) => button.action === action)?.confirm;
  const data = { ...confirmForm(clicked, { locale: actor.locale, publicUrl }, words ?? undefined) };
  await showForm(deps, guild, deed, data);
};

/** A form must be the very first answer: when it came too late, who pressed is told to press again. */
const showForm = async (
  deps: DiscordIntakeDeps,
  guild: DiscordGuild,
  deed: Interacted,
  data: Readonly<Record<string, unknown>>,
): Promise<void> => {
  if (deps.interactions.open(deed).responder.first({ type: 9, data })) return;
  await tellDirectly(deps, guild, deed, text('discord.form_too_late'));
};

interface Acting {
  readonly action: Parameters<ActionsOf['handleAction']>[0]['action'];
  readonly value: string;
  readonly shownDigest?: string;
  readonly thread: ThreadRef;
  readonly values?: Readonly<Record<string, string>>;
}

const act = async (
  deps: DiscordIntakeDeps,
  { guild, actor, use }: Doing,
  deed: Interacted,
  { action, value, shownDigest, thread, values }: Acting,
): Promise<void> => {
  await use.handleAction({
    actor,
    platform: 'discord',
    thread,
    action,
    value,
    ...(values ? { values } : {}),
    interaction: { id: deed.id },
    ...(shownDigest ? { shownDigest } : {}),
  });
  if (action === 'approval_details' && !shownDigest)
    await copyToDecider(deps, guild, actor, deed.userId, value);
};

/** Found in a list, not in its thread: who may decide gets the card itself, where it can be decided. */
const copyToDecider = async (
  { stores, chat }: DiscordIntakeDeps,
  { tenantId, place }: DiscordGuild,
  actor: Actor,
  userId: string,
  approvalId: string,
): Promise<void> => {
  const approval = await stores.approvals.byId(tenantId, approvalId);
  if (approval?.status !== 'pending' || !isEntitled(approval.requirement, actor)) return;
  if (approval.requestedBy.memberId === actor.memberId) return;
  await chat.copyTo(tenantId, place.workspaceId, userId, approval);
};

const takeSubmission = async (
  deps: DiscordIntakeDeps,
  doing: Doing,
  deed: Kind<'submission'>,
): Promise<void> => {
  const { guild, actor, identity, use } = doing;
  const asked = readTaskForm(deed);
  if (asked) {
    return use.handleMessage({
      actor,
      platform: 'discord',
      thread: await whereOf(deps, guild, deed),
      messageId: messageIdOf({ ...deed, identity }),
      text: asked.objective,
      chosen: asked.chosen,
      mentioned: true,
      context: await aroundAsContext(deps.apiUrl, guild, deed.channelId, asked.messageId),
    });
  }
  const form = readFormId(deed.customId);
  if (!form) return tellDirectly(deps, guild, deed, text('error.not_found'));
  const thread = form.threadId ? await deps.stores.threads.byId(guild.tenantId, form.threadId) : null;
  await act(deps, doing, deed, {
    ...form,
    thread: thread ?? (await whereOf(deps, guild, deed)),
    ...(form.isConfirmation ? {} : { values: deed.values }),
  });
};
