import type { ChatHarness, Seen } from '../../../core/testing/chat-platform-contract.ts';
import { createInMemoryChatStores } from '../../../core/testing/chat-stores.ts';
import { createInMemoryStores } from '../../../core/testing/stores.ts';
import { createSlack } from '../create-slack.ts';
import { createSlackPerson, type SeenInSlack, type SlackPerson } from './slack-person.ts';
import { startSlackWorld } from './slack-world.ts';

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Slack over an emulated workspace and stores in memory, as the contract of chat platforms wants it. */
export const startSlackHarness = async (): Promise<ChatHarness> => {
  const world = await startSlackWorld();
  const stores = createInMemoryStores();
  const chatStores = createInMemoryChatStores(stores);
  const [tenant, other] = [await stores.seed.tenant('Here'), await stores.seed.tenant('Elsewhere')];
  const place = { platform: 'slack' as const, workspaceId: world.teamId };
  await chatStores.installations.save({
    ...place,
    tenantId: tenant.id,
    enterpriseId: null,
    name: 'Acme',
    appId: world.appId,
    botUserId: world.botUserId,
    botId: null,
    scopes: [],
    sealedToken: null,
    installedBy: null,
    status: 'active',
  });
  const config = { SLACK_BOT_TOKEN: world.botToken, SLACK_API_URL: world.apiUrl };
  const deps = { config, stores, chatStores, box: null, publicUrl: 'http://page', log: SILENT };
  const { chat } = createSlack(deps);
  const slackPeople = new Map<string, SlackPerson>();
  const person = async (name: 'anna' | 'ben', displayName: string) => {
    const { id } = await stores.seed.member(tenant.id, displayName, 'requester');
    await chatStores.identities.link(tenant.id, id, place, world.people[name].userId);
    slackPeople.set(id, createSlackPerson(world, world.people[name], { socket: true }));
    return { tenantId: tenant.id, memberId: id, displayName };
  };
  const [anna, ben] = [await person('anna', 'Anna'), await person('ben', 'Ben')];
  const eve = await stores.seed.member(other.id, 'Eve', 'requester');
  const annaInSlack = slackPeople.get(anna.memberId);
  if (!annaInSlack) throw new Error('Anna is not in Slack');
  let channels = 0;
  /** A form lies over everything; it belongs to where its button was pressed. */
  const asked = new Map<string, string>();
  return {
    chat: {
      ...chat,
      // The click that may open a form is one that Slack knows of.
      openForm: async (actor, thread, _interaction, form) => {
        asked.set(actor.memberId, thread.threadId);
        const { userId } = slackPeople.get(actor.memberId) ?? annaInSlack;
        return chat.openForm(actor, thread, { id: await world.inner.interactions.trigger(userId) }, form);
      },
    },
    messages: chat,
    people: { anna, ben, stranger: { tenantId: other.id, memberId: eve.id, displayName: 'Eve' } },
    async thread() {
      channels += 1;
      const token = world.people.anna.token;
      const { channel } = await world.as(token, 'conversations.create', { name: `matter-${channels}` });
      const { id: channelId } = channel as { id: string };
      const users = `${world.people.ben.userId},${world.botUserId}`;
      await world.as(token, 'conversations.invite', { channel: channelId, users });
      const threadKey = await annaInSlack.say(channelId, 'a matter');
      return stores.threads.ensure(tenant.id, { ...place, channelId, threadKey });
    },
    async sees({ memberId }, { threadId, channelId, threadKey }) {
      const reader = slackPeople.get(memberId);
      // Another organization is not in this workspace.
      if (!reader) return [];
      const inThread = (await reader.read(channelId, threadKey)).filter(
        ({ ts, by }) => ts !== threadKey || by === null,
      );
      const alone = (await reader.read(channelId)).filter(({ onlyYou }) => onlyYou);
      const said = await Promise.all([...inThread, ...alone].map((message) => toSeen(reader, message)));
      const open = asked.get(memberId) === threadId ? reader.modals() : [];
      const forms = open.map((view): Seen => {
        const labels = view.fields.map(({ label }) => label);
        const words = [view.title, view.text, ...labels].join('\n');
        return { by: null, text: words, buttons: view.submit ? [view.submit] : [], onlyYou: true };
      });
      return [...said, ...forms];
    },
    goAway: async () => world.goAway(),
    comeBack: async () => world.comeBack(),
    close: () => world.stop(),
  };
};

/** What a command says in the thread is said by us, under the name of who wrote it. */
const SAID = /^› (Anna|Ben): ([\s\S]*)$/;

const toSeen = async (reader: SlackPerson, message: SeenInSlack): Promise<Seen> => {
  const { text, buttons, onlyYou, files } = message;
  const inFiles = await Promise.all(files.map(({ name }) => reader.readFile(message, name)));
  const [, by = null, words = text] = (message.by === null && SAID.exec(text)) || [];
  return {
    by,
    text: [words, ...inFiles].join('\n'),
    buttons: buttons.map(({ label }) => label),
    onlyYou,
  };
};
