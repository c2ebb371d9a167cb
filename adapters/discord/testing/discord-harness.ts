import type { ChatHarness, Seen } from '../../../core/testing/chat-platform-contract.ts';
import { createInMemoryChatStores } from '../../../core/testing/chat-stores.ts';
import { createInMemoryStores } from '../../../core/testing/stores.ts';
import { createDiscord } from '../create-discord.ts';
import { testLog } from './discord-log.ts';
import { type DiscordPerson, type SeenInDiscord, startDiscordWorld } from './discord-world.ts';

const MATTER = 'a matter';

/** Discord over a stand-in for it and stores in memory, as the contract of chat platforms wants it. */
export const startDiscordHarness = async (): Promise<ChatHarness> => {
  const world = await startDiscordWorld();
  const stores = createInMemoryStores();
  const chatStores = createInMemoryChatStores(stores);
  const [tenant, other] = [await stores.seed.tenant('Here'), await stores.seed.tenant('Elsewhere')];
  const discord = createDiscord({
    config: {
      DISCORD_BOT_TOKEN: world.token,
      DISCORD_API_URL: world.apiUrl,
      DISCORD_APPLICATION_ID: world.applicationId,
      COUNTERSIGN_DISCORD_TENANT: tenant.id,
    },
    stores,
    chatStores,
    publicUrl: 'http://page',
    log: testLog,
  });
  if (!discord) throw new Error('there is a token');
  const { chat, guilds, interactions } = discord;
  await guilds.adopt(world.guildId, 'Acme');
  const place = { platform: 'discord' as const, workspaceId: world.guildId };
  const inDiscord = new Map<string, DiscordPerson>();
  const person = async (name: 'anna' | 'ben', displayName: string) => {
    const { id } = await stores.seed.member(tenant.id, displayName, 'requester');
    await chatStores.identities.link(tenant.id, id, place, world.person(name).userId);
    inDiscord.set(id, world.person(name));
    return { tenantId: tenant.id, memberId: id, displayName };
  };
  const [anna, ben] = [await person('anna', 'Anna'), await person('ben', 'Ben')];
  const eve = await stores.seed.member(other.id, 'Eve', 'requester');
  const asked = new Map<string, { readonly threadId: string; readonly seen: Seen }>();
  /** What was said directly before the thread was there is about something else. */
  const before = new Map<string, ReadonlySet<string>>();
  const saidTo = (reader: DiscordPerson): readonly SeenInDiscord[] => reader.reads(reader.direct());
  let threads = 0;
  return {
    chat: {
      ...chat,
      // The click that may open a form is one that can still be answered.
      openForm: async (actor, thread, interaction, form) => {
        const { responder } = interactions.open({ id: '77', token: 'aW50', applicationId: '1' });
        await chat.openForm(actor, thread, { ...interaction, id: '77' }, form);
        const { data = {} } = await responder.answered;
        asked.set(actor.memberId, { threadId: thread.threadId, seen: toForm(data) });
      },
    },
    messages: chat,
    people: { anna, ben, stranger: { tenantId: other.id, memberId: eve.id, displayName: 'Eve' } },
    async thread() {
      threads += 1;
      const thread = await chat.openThread(tenant.id, {
        channelId: world.channels.general,
        workspaceId: world.guildId,
        title: `matter ${threads}`,
        key: await world.person('anna').say(world.channels.general, MATTER),
      });
      const known = [...inDiscord.values()].flatMap((reader) => saidTo(reader));
      before.set(thread.threadId, new Set(known.map(({ messageId }) => messageId)));
      return thread;
    },
    async sees({ memberId }, { threadId, threadKey }) {
      const reader = inDiscord.get(memberId);
      // Another organization is not in this server.
      if (!reader) return [];
      // A thread begins with the message it was made of.
      const inThread = reader.reads(threadKey).filter(({ text }) => text !== MATTER);
      const said = [
        ...inThread,
        ...saidTo(reader).filter((one) => !before.get(threadId)?.has(one.messageId)),
      ];
      const form = asked.get(memberId);
      return [
        ...(await Promise.all(said.map((message) => toSeen(reader, message)))),
        ...(form?.threadId === threadId ? [form.seen] : []),
      ];
    },
    goAway: async () => world.goAway(),
    comeBack: async () => world.comeBack(),
    close: () => world.stop(),
  };
};

/** What a command says in the thread is said by us, under the name of who wrote it. */
const SAID = /^› (Anna|Ben): ([\s\S]*)$/;

const toSeen = async (reader: DiscordPerson, message: SeenInDiscord): Promise<Seen> => {
  const { text, buttons, attachments, channelId } = message;
  const inFiles = await Promise.all(attachments.map(({ name }) => reader.readFile(message, name)));
  const [, by = null, words = text] = (message.by === null && SAID.exec(text)) || [];
  return {
    by,
    text: [words, ...inFiles].join('\n'),
    buttons: buttons.map(({ label }) => label),
    onlyYou: message.isEphemeral || channelId === reader.direct(),
  };
};

interface FormPart {
  readonly label?: string;
  readonly content?: string;
}

const toForm = (data: Readonly<Record<string, unknown>>): Seen => {
  const parts = (data.components as readonly FormPart[] | undefined) ?? [];
  const words = [String(data.title), ...parts.map(({ label, content }) => label ?? content ?? '')];
  // Discord's own word; a dialog has none of ours there.
  return { by: null, text: words.join('\n'), buttons: ['Submit'], onlyYou: true };
};
