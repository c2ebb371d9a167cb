import { formatText } from '../../../core/messages/format.ts';
import type { Slot } from '../../../core/ports/chat-platform.ts';
import { PLACE_KEY } from '../../../core/task.ts';
import { raw, type Text, text } from '../../../core/text.ts';
import { firstWords } from '../../../core/words.ts';
import type { Inbound } from '../inbound.ts';
import { plain } from '../render/escape.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';
import type { SlackIntakeDeps } from './intake.ts';

type Started = Extract<Inbound, { readonly kind: 'assistant_started' }>;
type Message = Extract<Inbound, { readonly kind: 'message' }>;

/** Slack shows four at most. */
const MOST_PROMPTS = 4;
/** Longest title and message of a prompt in characters. */
const PROMPT_LENGTH = 75;
const TITLE_LENGTH = 60;
const GREETING_SLOT: Slot = 'message:greeting';
const GREETING_MS = 10_000;

/** The pane was opened: who I am, and what could be asked here. */
export const greetAssistant = async (
  deps: SlackIntakeDeps,
  workspace: SlackWorkspace,
  { channelId, threadTs, userId }: Started,
): Promise<void> => {
  const { api, tenantId, locale } = workspace;
  try {
    const speaker = await deps.people.who(workspace, userId);
    if (speaker.kind === 'nobody') return;
    const known = speaker.kind === 'member';
    const words = (part: Text): string =>
      formatText(part, { locale: known ? speaker.member.locale : locale, timeZone: 'UTC' });
    const greeting = known
      ? text('slack.assistant.greeting', { name: speaker.member.displayName })
      : text(speaker.kind === 'guest' ? 'error.guest_refused' : 'error.not_linked');
    const below = threadTs ? { thread_ts: threadTs } : {};
    if (threadTs || (await isFirstVisit(deps, workspace, channelId))) {
      const args = { channel: channelId, ...below, text: plain(words(greeting)) };
      await api.call('chat.postMessage', { ...args, unfurl_links: false, unfurl_media: false });
    }
    if (!known) return;
    const { runbooks } = await deps.stores.catalogue.read(tenantId);
    const agents = await deps.stores.agents.list(tenantId);
    const prompts = [
      ...runbooks.map(({ title, example }) => ({
        title: raw(title[speaker.member.locale]),
        message: raw(example),
      })),
      ...agents
        .filter(({ backend }) => backend !== 'runbook')
        .map(({ name }) => ({
          title: text('slack.assistant.ask_agent', { agent: name }),
          message: text('slack.assistant.ask_agent.example', { agent: name }),
        })),
      { title: text('slack.assistant.waiting'), message: raw('/approvals') },
    ].slice(0, MOST_PROMPTS);
    await api.call('assistant.threads.setSuggestedPrompts', {
      channel_id: channelId,
      ...below,
      title: words(text('slack.assistant.prompts')),
      prompts: prompts.map(({ title, message }) => ({
        title: words(title).slice(0, PROMPT_LENGTH),
        message: words(message),
      })),
    });
  } catch (error) {
    deps.log.warn({ err: error, channel: channelId }, 'the assistant pane was not greeted');
  }
};

/** The conversation is opened again and again; who we are is said once. */
const isFirstVisit = async (
  { stores, chatStores: { posted } }: SlackIntakeDeps,
  { tenantId, place }: SlackWorkspace,
  channelId: string,
): Promise<boolean> => {
  const { threadId } = await stores.threads.ensure(tenantId, { ...place, channelId, threadKey: PLACE_KEY });
  const claim = await posted.claim(tenantId, threadId, GREETING_SLOT, GREETING_MS);
  if (!claim.claimed) return false;
  const first = claim.posted.messageRef === null;
  const said = { messageRef: 'greeting', contentHash: null, final: true };
  await posted.settle(tenantId, threadId, GREETING_SLOT, claim.token, said);
  return first;
};

/** Says at once that it is being worked on, and names the conversation; the card's first edit takes the status away. */
export const showAssistantStatus = ({ api, locale }: SlackWorkspace, message: Message): void => {
  const { channelId, threadTs, ts } = message;
  const place = { channel_id: channelId, thread_ts: threadTs ?? ts };
  const status = formatText(text('slack.assistant.status'), { locale, timeZone: 'UTC' });
  const quietly = (error: unknown): void => {
    // A direct message outside the pane has no status; nothing is lost by that.
    if (!(error instanceof SlackRefusal)) return;
  };
  api.call('assistant.threads.setStatus', { ...place, status }, { urgency: 'later' }).catch(quietly);
  if (threadTs === null) return;
  const title = firstWords(message.text, TITLE_LENGTH);
  api.call('assistant.threads.setTitle', { ...place, title }, { urgency: 'later' }).catch(quietly);
};
