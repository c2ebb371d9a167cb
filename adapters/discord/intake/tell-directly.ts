import type { Notice } from '../../../core/card.ts';
import type { Locale } from '../../../core/member.ts';
import type { Text } from '../../../core/text.ts';
import type { DiscordGuild } from '../discord-guilds.ts';
import { contentHash, nonceFrom, toBody } from '../discord-messages.ts';
import { DiscordRefusal } from '../discord-refusal.ts';
import { COMPONENTS_V2, EPHEMERAL } from '../flags.ts';
import { renderNotice } from '../render/render-card.ts';
import { type Deed, isInteraction } from './deed.ts';
import type { DiscordIntakeDeps } from './intake.ts';
import type { FirstAnswer } from './responder.ts';

const asNotice = (words: Text): Notice => ({ tone: 'danger', text: words });

/** An answer that needs nothing of ours: no database, no token. */
export const plainAnswer = (words: Text, locale: Locale | null): FirstAnswer => {
  const { components } = renderNotice(asNotice(words), { locale: locale ?? 'en', publicUrl: null });
  return {
    type: 4,
    data: { flags: EPHEMERAL | COMPONENTS_V2, components, allowed_mentions: { parse: [] } },
  };
};

/** To a Discord user who may be nobody's member: privately, in their own language where it is known. */
export const tellDirectly = async (
  { interactions, publicUrl }: Pick<DiscordIntakeDeps, 'interactions' | 'publicUrl'>,
  { api, locale }: DiscordGuild,
  deed: Deed,
  words: Text,
): Promise<void> => {
  const reader = { locale, publicUrl };
  const message = renderNotice(asNotice(words), reader);
  const { components } = message;
  if (isInteraction(deed)) {
    const open = interactions.find(deed.id);
    if (open && (await interactions.answer(api, open, { flags: COMPONENTS_V2, components }))) return;
  }
  try {
    const body = { recipient_id: deed.userId };
    const { id: channelId } = await api.call<{ id: string }>('dm.open', {}, { body });
    const nonce = nonceFrom(deed.identity, contentHash(message));
    await api.call('message.create', { channelId }, { body: toBody(message), nonce });
  } catch (error) {
    // They take no messages from us: there is no other way to them alone.
    if (!(error instanceof DiscordRefusal)) throw error;
  }
};
