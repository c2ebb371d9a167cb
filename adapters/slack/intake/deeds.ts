import { AppError } from '../../../core/errors.ts';
import type { Actor } from '../../../core/member.ts';
import type { ChatPlatform } from '../../../core/ports/chat-platform.ts';
import type { ThreadMessages } from '../../../core/ports/thread-messages.ts';
import { isEntitled } from '../../../core/requirement.ts';
import { PLACE_KEY, type ThreadRef } from '../../../core/task.ts';
import { text } from '../../../core/text.ts';
import { parseLinkCode } from '../../../core/usecases/link-person.ts';
import type { Inbound } from '../inbound.ts';
import { readFormState } from '../render/render-form.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';
import { greetAssistant, showAssistantStatus } from './assistant.ts';
import { filesAsContext, threadAsContext } from './context.ts';
import { publishHome } from './home.ts';
import type { Ack, SlackIntakeDeps } from './intake.ts';
import { openShortcutForm, readShortcut } from './shortcuts.ts';
import { tellDirectly } from './tell-directly.ts';

type Kind<K extends Inbound['kind']> = Extract<Inbound, { readonly kind: K }>;
type ActionsOf = ReturnType<SlackIntakeDeps['bind']>;

/** What a person did and waits for: kept until it is dealt with. */
export type Deed = Kind<
  'message' | 'command' | 'click' | 'submission' | 'message_shortcut' | 'global_shortcut'
>;
const DEEDS: readonly Inbound['kind'][] = [
  'message',
  'command',
  'click',
  'submission',
  'message_shortcut',
  'global_shortcut',
];

export const isDeed = (inbound: Inbound): inbound is Deed => DEEDS.includes(inbound.kind);

const OK: Ack = { status: 200 };

interface Doing {
  readonly workspace: SlackWorkspace;
  /** The same deed has the same one, in whatever delivery. */
  readonly identity: string;
  readonly actor: Actor;
  readonly use: ActionsOf;
}

/** What each kind of delivery means. */
export const createDeeds = (deps: SlackIntakeDeps) => ({
  /** In a channel only what is said to us, or in the thread of a task. */
  async isForUs(workspace: SlackWorkspace, deed: Kind<'message'>): Promise<boolean> {
    if (isDirect(deed) || isToUs(workspace, deed)) return true;
    if (!deed.threadTs) return false;
    const { tenantId, place } = workspace;
    const { channelId } = deed;
    const thread = await deps.stores.threads.find(tenantId, {
      ...place,
      channelId,
      threadKey: deed.threadTs,
    });
    if (!thread) return false;
    // People go on talking below an ended task: that is for us only when it is said to us.
    return (await deps.stores.threads.tasks(tenantId, thread.threadId)).running !== null;
  },

  /** Resolves when the deed is durable. Throws when it has to be done again. */
  async act(
    workspace: SlackWorkspace,
    identity: string,
    deed: Deed,
    chat: ChatPlatform & ThreadMessages,
  ): Promise<void> {
    const speaker = await deps.people.who(workspace, deed.userId);
    if (speaker.kind === 'nobody') return;
    const isAddressed = deed.kind !== 'message' || isDirect(deed) || isToUs(workspace, deed);
    if (speaker.kind === 'guest') {
      if (isAddressed) await tellDirectly(deps, workspace, deed, { error: 'guest_refused' });
      return;
    }
    const code = codeIn(deed);
    if (code !== null) return redeem(deps, workspace, deed, code);
    const actor =
      speaker.kind === 'member' ? await deps.resolveActor(workspace.tenantId, speaker.member) : null;
    if (!actor) {
      if (isAddressed) await tellDirectly(deps, workspace, deed, { error: 'not_linked' });
      return;
    }
    await doIt(deps, { workspace, identity, actor, use: deps.bind(chat) }, deed);
  },

  /** What nobody waits for. */
  async note(inbound: Exclude<Inbound, Deed>, track: (work: Promise<void>) => unknown): Promise<Ack> {
    switch (inbound.kind) {
      case 'challenge':
        return { status: 200, body: { challenge: inbound.challenge } };
      case 'ssl_check':
      case 'ignored':
      case 'unsupported':
        return OK;
      case 'usergroup_changed':
        deps.usergroups.forget(inbound.usergroupId);
        return OK;
      default:
        return noteOf(deps, inbound, track);
    }
  },
});

const isDirect = ({ channelType, channelId }: Kind<'message'>): boolean =>
  channelType === 'im' || channelId.startsWith('D');

const isToUs = ({ installation }: SlackWorkspace, deed: Kind<'message'>): boolean =>
  deed.isMention || deed.mentions.includes(installation.botUserId);

const codeIn = (deed: Deed): string | null => {
  if (deed.kind === 'message') return parseLinkCode(deed.text.replace(/^@\S+\s+/, ''));
  return deed.kind === 'command' ? parseLinkCode(commandLine(deed)) : null;
};

/** `/countersign run x` is `/run x`; `/countersign` alone is `/help`. */
const commandLine = ({ name, text }: Kind<'command'>): string => {
  if (name !== 'countersign') return `/${name} ${text}`.trim();
  return `/${text.trim().replace(/^\//, '') || 'help'}`;
};

const redeem = async (
  deps: SlackIntakeDeps,
  workspace: SlackWorkspace,
  deed: Deed,
  code: string,
): Promise<void> => {
  const { tenantId, place } = workspace;
  try {
    const { displayName: name } = await deps.linkPerson.redeem(tenantId, place, deed.userId, code);
    await tellDirectly(deps, workspace, deed, { words: text('slack.linked', { name }) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'link_code_invalid') throw error;
    // The code was used by this very person, and the answer to that got lost.
    const known = await deps.chatStores.identities.memberOf(tenantId, place, deed.userId);
    const told = known ? { words: text('slack.linked', { name: known.displayName }) } : { error: error.code };
    await tellDirectly(deps, workspace, deed, told);
  }
};

const placeIn = (
  { stores }: SlackIntakeDeps,
  { tenantId, place }: SlackWorkspace,
  channelId: string,
  threadKey: string,
): Promise<ThreadRef> => stores.threads.ensure(tenantId, { ...place, channelId, threadKey });

const doIt = async (deps: SlackIntakeDeps, doing: Doing, deed: Deed): Promise<void> => {
  switch (deed.kind) {
    case 'message':
      return takeMessage(deps, doing, deed);
    case 'command':
      return doing.use.handleMessage({
        actor: doing.actor,
        platform: 'slack',
        thread: await placeIn(deps, doing.workspace, deed.channelId, PLACE_KEY),
        messageId: doing.identity,
        text: commandLine(deed),
        mentioned: true,
      });
    case 'click':
      return takeClick(deps, doing, deed);
    case 'submission':
      return takeSubmission(deps, doing, deed);
    case 'message_shortcut':
    case 'global_shortcut':
      return openShortcutForm(deps, doing.workspace, doing.actor, deed);
  }
};

const takeMessage = async (
  deps: SlackIntakeDeps,
  { workspace, identity, actor, use }: Doing,
  deed: Kind<'message'>,
): Promise<void> => {
  const thread = await placeIn(deps, workspace, deed.channelId, deed.threadTs ?? deed.ts);
  const direct = isDirect(deed);
  if (direct) showAssistantStatus(workspace, deed);
  await use.handleMessage({
    actor,
    platform: 'slack',
    thread,
    messageId: identity,
    text: deed.text,
    mentioned: direct || isToUs(workspace, deed),
    context: await filesAsContext(workspace, deed.files),
  });
};

const takeClick = async (
  deps: SlackIntakeDeps,
  { workspace, actor, use }: Doing,
  deed: Kind<'click'>,
): Promise<void> => {
  const channelId = deed.channelId ?? (await directChannel(workspace, deed.userId));
  await use.handleAction({
    actor,
    platform: 'slack',
    thread: await placeIn(deps, workspace, channelId, deed.threadTs ?? PLACE_KEY),
    action: deed.action,
    value: deed.value,
    interaction: { id: deed.triggerId },
    ...(deed.shownDigest ? { shownDigest: deed.shownDigest } : {}),
  });
  if (deed.action === 'approval_details' && !deed.threadTs && !deed.shownDigest)
    await copyToDecider(deps, workspace, actor, deed);
  if (deed.inHome) await publishHome(deps, workspace, actor, deed.userId);
};

/** Found in a list, not in its thread: who may decide gets the card itself, where it can be decided. */
const copyToDecider = async (
  { stores, chat }: SlackIntakeDeps,
  { tenantId, place }: SlackWorkspace,
  actor: Actor,
  { value, userId }: Kind<'click'>,
): Promise<void> => {
  const approval = await stores.approvals.byId(tenantId, value);
  if (approval?.status !== 'pending' || !isEntitled(approval.requirement, actor)) return;
  if (approval.requestedBy.memberId === actor.memberId) return;
  await chat.copyTo(tenantId, place.workspaceId, userId, approval);
};

const directChannel = async ({ api }: SlackWorkspace, userId: string): Promise<string> =>
  (await api.call<{ channel: { id: string } }>('conversations.open', { users: userId })).channel.id;

const takeSubmission = async (
  deps: SlackIntakeDeps,
  doing: Doing,
  deed: Kind<'submission'>,
): Promise<void> => {
  const { workspace, actor, identity, use } = doing;
  const asked = readShortcut(deed);
  if (asked) {
    const channelId = asked.channelId || (await directChannel(workspace, deed.userId));
    return use.handleMessage({
      actor,
      platform: 'slack',
      thread: await placeIn(deps, workspace, channelId, asked.threadTs ?? PLACE_KEY),
      messageId: identity,
      text: asked.objective,
      chosen: asked.chosen,
      mentioned: true,
      context: asked.threadTs ? await threadAsContext(workspace, channelId, asked.threadTs) : [],
    });
  }
  const form = readFormState(deed.privateMetadata);
  const thread = form && (await deps.stores.threads.byId(workspace.tenantId, form.threadId));
  if (!form || !thread) return;
  await use.handleAction({
    actor,
    platform: 'slack',
    thread,
    action: form.action,
    value: form.value,
    values: deed.values,
    interaction: { id: deed.triggerId },
    ...(form.shownDigest ? { shownDigest: form.shownDigest } : {}),
  });
};

type Note = Exclude<
  Inbound,
  Deed | Kind<'challenge' | 'ssl_check' | 'ignored' | 'unsupported' | 'usergroup_changed'>
>;

const noteOf = async (
  deps: SlackIntakeDeps,
  inbound: Note,
  track: (work: Promise<void>) => unknown,
): Promise<Ack> => {
  const workspace = await deps.workspaces.byTeam(inbound.teamId, inbound.enterpriseId);
  if (!workspace) return OK;
  switch (inbound.kind) {
    // It may come late, after the app was installed again, or from one workspace of an organization that keeps it.
    case 'uninstalled':
      await deps.workspaces.revokeIfDead(workspace);
      return OK;
    case 'tokens_revoked':
      if (inbound.botUserIds.includes(workspace.installation.botUserId))
        await deps.workspaces.revokeIfDead(workspace);
      return OK;
    case 'user_changed':
      deps.people.forget(workspace, inbound.userId);
      return OK;
    case 'home_opened':
      track(openHome(deps, workspace, inbound.userId));
      return OK;
    case 'assistant_started':
      track(greetAssistant(deps, workspace, inbound));
      return OK;
    case 'assistant_context_changed':
    case 'channel_gone':
      return OK;
  }
};

const openHome = async (deps: SlackIntakeDeps, workspace: SlackWorkspace, userId: string): Promise<void> => {
  try {
    const speaker = await deps.people.who(workspace, userId);
    const actor =
      speaker.kind === 'member' ? await deps.resolveActor(workspace.tenantId, speaker.member) : null;
    await publishHome(deps, workspace, actor, userId);
  } catch (error) {
    deps.log.warn({ err: error, userId }, 'the home tab was not drawn');
  }
};
