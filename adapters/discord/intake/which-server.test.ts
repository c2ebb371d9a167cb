import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../core/ports/chat-stores.ts';
import { createInMemoryStores } from '../../../core/testing/stores.ts';
import type { DiscordGuild } from '../discord-guilds.ts';
import { directSpot } from '../posting-in.ts';
import type { Deed } from './deed.ts';
import { whichServer } from './which-server.ts';

const DM = '700';

const message = (text: string): Extract<Deed, { kind: 'message' }> => ({
  kind: 'message',
  guildId: null,
  channelId: DM,
  channelType: 'dm',
  parentId: null,
  identity: `m-${text}`,
  userId: 'anna',
  userName: 'Anna',
  memberRoles: [],
  messageId: '1',
  text,
  mentions: [],
  isMention: false,
  isDirect: true,
  isReplyToUs: false,
  replyTo: null,
  attachments: [],
});

const start = async (sameTenant = false) => {
  const stores = createInMemoryStores();
  const [acme, beta] = [await stores.seed.tenant('Acme'), await stores.seed.tenant('Beta')];
  const guild = (tenantId: string, workspaceId: string, name: string): DiscordGuild => ({
    tenantId,
    place: { platform: 'discord', workspaceId },
    installation: { name } as Installation,
    api: { call: () => Promise.reject(new Error('nobody is asked')) },
    locale: 'en',
  });
  const guilds = [guild(acme.id, '1', 'Acme'), guild(sameTenant ? acme.id : beta.id, '2', 'Beta')];
  const deps = {
    stores,
    guilds: {
      ofUser: async () => guilds,
      byId: async (id: string) => guilds.find(({ place }) => place.workspaceId === id) ?? null,
    },
  };
  const which = async (deed: Deed) => {
    const whose = await whichServer(deps as unknown as Parameters<typeof whichServer>[0], deed);
    if (whose && 'ask' in whose) return { asked: whose.ask.map(({ installation }) => installation.name) };
    return whose && { name: whose.guild.installation.name, deed: whose.deed };
  };
  /** A task in the conversation, as this server's organization has it. */
  const ran = async (index: number, at: string) => {
    const { tenantId, place } = guilds[index] as DiscordGuild;
    const member = await stores.seed.member(tenantId, 'Anna', 'requester');
    const thread = await stores.threads.ensure(tenantId, { ...place, ...directSpot(DM) });
    const taskId = crypto.randomUUID();
    await stores.tasks.insert({
      tenantId,
      taskId,
      workflowId: `w-${taskId}`,
      requestedBy: { memberId: member.id, displayName: 'Anna' },
      surface: 'discord',
      objective: 'x',
      taskType: 'general',
      priority: 'normal',
      thread,
      fingerprint: 'f',
      requestedAt: at,
    });
    return taskId;
  };
  return { which, ran };
};

describe('a direct message of somebody who is in the servers of two organizations', () => {
  it('is not guessed at: they are asked', async () => {
    const { which } = await start();
    expect(await which(message('what is up'))).toEqual({ asked: ['Acme', 'Beta'] });
  });

  it('is for the server it names first, without the name', async () => {
    const { which } = await start();
    expect(await which(message('beta: what is up'))).toMatchObject({
      name: 'Beta',
      deed: { text: 'what is up', inServer: '2' },
    });
  });

  it('stays with the one whose task ran here last, and a name changes it', async () => {
    const { which, ran } = await start();
    await ran(0, '2026-01-01T00:00:00.000Z');
    await ran(1, '2026-01-02T00:00:00.000Z');
    expect(await which(message('and then'))).toMatchObject({ name: 'Beta' });
    expect(await which(message('Acme: and then'))).toMatchObject({ name: 'Acme' });
  });

  it('is the same when it is brought again', async () => {
    const { which, ran } = await start();
    const first = await which(message('Acme: first'));
    await ran(1, '2026-01-02T00:00:00.000Z');
    expect(first && 'deed' in first && (await which(first.deed))).toMatchObject({ name: 'Acme' });
  });
});

it('in two servers of one organization nobody is asked', async () => {
  const { which } = await start(true);
  expect(await which(message('what is up'))).toMatchObject({ name: 'Acme' });
});
