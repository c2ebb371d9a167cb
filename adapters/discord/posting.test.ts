import { randomUUID } from 'node:crypto';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvalCard } from '../../core/approval-card.ts';
import type { Card } from '../../core/card.ts';
import { DEFAULT_REQUIREMENT } from '../../core/requirement.ts';
import { createInMemoryChatStores } from '../../core/testing/chat-stores.ts';
import { sampleApproval } from '../../core/testing/samples.ts';
import { createInMemoryStores } from '../../core/testing/stores.ts';
import { raw } from '../../core/text.ts';
import { createDiscord } from './create-discord.ts';
import { testLog } from './testing/discord-log.ts';
import { type DiscordWorld, startDiscordWorld } from './testing/discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await startDiscordWorld();
});
afterEach(() => world.stop());

const start = async () => {
  const stores = createInMemoryStores();
  const chatStores = createInMemoryChatStores(stores);
  const tenant = await stores.seed.tenant('Here');
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
  await discord.guilds.adopt(world.guildId, 'Acme');
  const place = { platform: 'discord' as const, workspaceId: world.guildId };
  const linked = async (name: 'anna' | 'ben' | 'carla') => {
    const member = await stores.seed.member(tenant.id, name, 'requester');
    await chatStores.identities.link(tenant.id, member.id, place, world.person(name).userId);
    return { memberId: member.id, displayName: name };
  };
  return { stores, chatStores, tenant, place, linked, chat: discord.chat };
};

const answer = (output: string): Card => ({
  kind: 'task',
  tone: 'success',
  sign: '✓',
  title: raw('Report'),
  state: [],
  sections: [{ kind: 'answer', text: raw(output) }],
  buttons: [],
  final: true,
});

describe('a forum that takes no post without a tag', () => {
  it('gets one with the first tag that anybody may set', async () => {
    const { chat, tenant } = await start();
    const forum = world.addChannel('requests', 'forum');
    world.requireTag(forum);
    const wanted = { channelId: forum, workspaceId: world.guildId, title: 'a request', key: 'k' };
    const thread = await chat.openThread(tenant.id, wanted);
    expect(world.threadsOf(forum).map(({ id, name }) => [id, name])).toEqual([
      [thread.threadKey, 'a request'],
    ]);
  });
});

describe('an answer that is a file, where the bot may attach none', () => {
  it('is told of in the thread, and where the whole of it is; tried again it is not told twice', async () => {
    const { chat, tenant, place, stores } = await start();
    const { general } = world.channels;
    const { ViewChannel, SendMessages, ReadMessageHistory } = PermissionFlagsBits;
    world.setBotPermissions(general, ViewChannel | SendMessages | ReadMessageHistory);
    const thread = await stores.threads.ensure(tenant.id, { ...place, channelId: general, threadKey: '' });
    const card = answer('a line of the report\n'.repeat(2_000));
    await chat.publish(tenant.id, thread, 'task:1', card);
    await chat.publish(tenant.id, thread, 'task:1', card);
    const told = world
      .person('anna')
      .reads(general)
      .filter(({ text }) => text.includes('Attach Files'));
    expect(told).toHaveLength(1);
  });
});

describe('approvers by a role that calls nobody', () => {
  it('are written to, but not who asked', async () => {
    const { chat, chatStores, stores, tenant, place, linked } = await start();
    const [anna] = [await linked('anna'), await linked('ben'), await linked('carla')];
    const role = world.addRole('ops');
    for (const name of ['anna', 'ben'] as const) world.setRoles(world.person(name).userId, [role]);
    await chatStores.groups.save(tenant.id, { name: 'ops', source: `discord_role:${role}` });
    const { general } = world.channels;
    const thread = await stores.threads.ensure(tenant.id, { ...place, channelId: general, threadKey: '' });
    const approval = await stores.approvals.insert({
      ...sampleApproval(),
      approvalId: randomUUID(),
      tenantId: tenant.id,
      taskId: null,
      requestedBy: anna,
      requirement: {
        ...DEFAULT_REQUIREMENT,
        stages: [{ name: 'ops', quorum: 1, who: [{ group: 'ops' }], distinctFrom: ['requester'] }],
      },
      thread,
    });
    await chat.publish(tenant.id, thread, `approval:${approval.id}`, approvalCard(approval));
    const sees = (name: 'anna' | 'ben' | 'carla') => {
      const person = world.person(name);
      return person.reads(person.direct()).filter(({ text }) => text.includes('Approval needed')).length;
    };
    expect([sees('anna'), sees('ben'), sees('carla')]).toEqual([0, 1, 0]);
  });
});
