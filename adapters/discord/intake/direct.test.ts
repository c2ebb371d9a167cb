import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryChatStores } from '../../../core/testing/chat-stores.ts';
import { createInMemoryStores } from '../../../core/testing/stores.ts';
import { createResolveActor } from '../../../core/usecases/resolve-actor.ts';
import { createDiscord } from '../create-discord.ts';
import type { Inbound } from '../inbound.ts';
import { testLog } from '../testing/discord-log.ts';
import { type DiscordWorld, startDiscordWorld } from '../testing/discord-world.ts';
import { completeOption } from './autocomplete.ts';
import type { DiscordIntakeDeps } from './intake.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await startDiscordWorld();
});
afterEach(() => world.stop());

/** Anna in the servers of two organizations. */
const start = async () => {
  const stores = createInMemoryStores();
  const chatStores = createInMemoryChatStores(stores);
  const [acme, beta] = [await stores.seed.tenant('Acme'), await stores.seed.tenant('Beta')];
  const discord = createDiscord({
    config: {
      DISCORD_BOT_TOKEN: world.token,
      DISCORD_API_URL: world.apiUrl,
      DISCORD_APPLICATION_ID: world.applicationId,
      COUNTERSIGN_DISCORD_TENANT: acme.id,
    },
    stores,
    chatStores,
    publicUrl: null,
    log: testLog,
  });
  if (!discord) throw new Error('there is a token');
  await discord.guilds.adopt(world.guildId, 'Acme server');
  const [row] = await chatStores.installations.list(acme.id);
  if (!row) throw new Error('no row');
  const { guildId } = world.addGuild('Beta server');
  world.join(world.person('anna').userId, guildId);
  await chatStores.installations.save({
    ...row,
    tenantId: beta.id,
    workspaceId: guildId,
    name: 'Beta server',
  });
  const { userId } = world.person('anna');
  for (const [tenantId, workspaceId] of [
    [acme.id, world.guildId],
    [beta.id, guildId],
  ] as const) {
    const { id } = await stores.seed.member(tenantId, 'Anna', 'requester');
    await chatStores.identities.link(tenantId, id, { platform: 'discord', workspaceId }, userId);
  }
  const said: { tenantId: string; text: string }[] = [];
  const resolveActor = createResolveActor({ members: stores.members, groups: chatStores.groups });
  const use: Pick<DiscordIntakeDeps, 'bind' | 'resolveActor' | 'linkPerson'> = {
    bind: () => ({
      handleMessage: async ({ actor, text }) => void said.push({ tenantId: actor.tenantId, text }),
      handleAction: async () => undefined,
    }),
    resolveActor,
    linkPerson: {
      newCode: () => Promise.reject(new Error('nobody asks for one')),
      redeem: () => Promise.reject(new Error('nobody has one')),
      burn: async () => undefined,
    },
  };
  return { stores, chatStores, discord, acme, beta, said, use, intake: discord.intake(use) };
};

const message = (messageId: string, text: string): Extract<Inbound, { kind: 'message' }> => {
  const anna = world.person('anna');
  return {
    kind: 'message',
    guildId: null,
    channelId: anna.direct(),
    channelType: 'dm',
    parentId: null,
    identity: messageId,
    userId: anna.userId,
    userName: 'anna',
    memberRoles: [],
    messageId,
    text,
    mentions: [],
    isMention: false,
    isDirect: true,
    isReplyToUs: false,
    replyTo: null,
    attachments: [],
  };
};

describe('a direct message of somebody in the servers of two organizations', () => {
  it('starts nothing until they say for which, and then is for that one alone', async () => {
    const { intake, said, beta } = await start();
    const anna = world.person('anna');
    await intake.take(message('1', 'restart the cache'));
    await intake.idle();
    expect(said).toEqual([]);
    const asked = await anna.sees(anna.direct(), 'several organizations');
    expect(asked.text).toMatch(/Acme server.*Beta server|Beta server.*Acme server/);
    await intake.take(message('2', 'Beta server: restart the cache'));
    await intake.idle();
    expect(said).toEqual([{ tenantId: beta.id, text: 'restart the cache' }]);
  });
});

describe('choices while a command is typed', () => {
  const asked = (option: string, typed: string): Extract<Inbound, { kind: 'autocomplete' }> => ({
    kind: 'autocomplete',
    identity: 'i',
    id: '1',
    token: 't',
    applicationId: world.applicationId,
    locale: 'en-US',
    isDirect: false,
    memberPermissions: null,
    appPermissions: null,
    guildId: world.guildId,
    channelId: world.channels.general,
    channelType: 'text',
    parentId: null,
    userId: world.person('anna').userId,
    userName: 'anna',
    memberRoles: [],
    command: 'task',
    option,
    typed,
    options: {},
  });

  it('has a task by its number however old it is', async () => {
    const { stores, chatStores, discord, acme, use } = await start();
    const member = await stores.seed.member(acme.id, 'Rita', 'requester');
    for (let number = 1; number <= 120; number += 1) {
      await stores.tasks.insert({
        tenantId: acme.id,
        taskId: crypto.randomUUID(),
        workflowId: `w-${number}`,
        requestedBy: { memberId: member.id, displayName: 'Rita' },
        surface: 'discord',
        objective: `matter ${number}`,
        taskType: 'general',
        priority: 'normal',
        fingerprint: 'f',
        requestedAt: new Date(number).toISOString(),
      });
    }
    const { guilds, roles, interactions, chat } = discord;
    const shared = { guilds, roles, interactions, chat, stores, chatStores, log: testLog };
    const deps: DiscordIntakeDeps = { ...shared, ...use, publicUrl: null, apiUrl: world.apiUrl };
    const guild = await guilds.byId(world.guildId);
    const values = async (typed: string) =>
      (await completeOption(deps, guild, asked('task', typed))).map(({ value }) => value);
    expect(await values('T-3')).toContain('T-3');
    expect(await values('3')).toContain('T-3');
    expect((await values('')).slice(0, 1)).toEqual(['T-120']);
  });
});
