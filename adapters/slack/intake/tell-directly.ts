import type { Notice } from '../../../core/card.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { formatText } from '../../../core/messages/format.ts';
import { type Text, text } from '../../../core/text.ts';
import { renderNotice } from '../render/render-card.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';
import type { Deed } from './deeds.ts';
import type { SlackIntakeDeps } from './intake.ts';

type Told = { readonly words: Text } | { readonly error: ErrorCode };

const sentence = (told: Told): Text => ('words' in told ? told.words : text(`error.${told.error}`));

/** Where a deed happened: its channel, and its thread when it has one. */
export const placeOf = (
  deed: Deed,
): { readonly channelId: string | null; readonly threadTs: string | null } => ({
  channelId: 'channelId' in deed ? deed.channelId : null,
  threadTs: 'threadTs' in deed ? deed.threadTs : null,
});

/** To a Slack user who may be nobody's member: privately, in the language of the workspace. */
export const tellDirectly = async (
  { publicUrl }: Pick<SlackIntakeDeps, 'publicUrl'>,
  { api, locale }: SlackWorkspace,
  deed: Deed,
  told: Told,
): Promise<void> => {
  const notice: Notice = { tone: 'danger', text: sentence(told) };
  const { text: words, blocks } = renderNotice(notice, { locale, timeZone: 'UTC', publicUrl }, deed.identity);
  const { channelId, threadTs } = placeOf(deed);
  const { userId } = deed;
  if (channelId && !channelId.startsWith('D')) {
    try {
      const below = threadTs ? { thread_ts: threadTs } : {};
      await api.call('chat.postEphemeral', {
        channel: channelId,
        user: userId,
        text: words,
        blocks,
        ...below,
      });
      return;
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
    }
  }
  const { channel } = await api.call<{ channel: { id: string } }>('conversations.open', { users: userId });
  await api.call('chat.postMessage', { channel: channel.id, text: words, blocks });
};

/** Slack's own address for answers to one deed; a token is not needed there. */
const isAnswerAddress = (url: string, apiUrl: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return ['hooks.slack.com', 'hooks.slack-gov.com'].includes(hostname);
  // A stand-in for Slack on this machine answers there, too.
  return hostname === new URL(apiUrl).hostname && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
};

/** Who acts in a workspace that nobody here connected: without a token, and before any language is known. */
export const tellUnknown = async (apiUrl: string, deed: Deed): Promise<void> => {
  const url = 'responseUrl' in deed ? deed.responseUrl : null;
  if (!url || !isAnswerAddress(url, apiUrl)) return;
  const words = formatText(text('error.workspace_unknown'), { locale: 'en', timeZone: 'UTC' });
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text: words }),
    signal: AbortSignal.timeout(5_000),
  });
};
