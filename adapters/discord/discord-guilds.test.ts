import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITS_FOR_ADMIN } from '../../core/ports/chat-stores.ts';
import { createInMemoryChatStores } from '../../core/testing/chat-stores.ts';
import { createInMemoryStores } from '../../core/testing/stores.ts';
import { createDiscordGuilds } from './discord-guilds.ts';
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
  const [here, there] = [await stores.seed.tenant('Here'), await stores.seed.tenant('There')];
  const { token, apiUrl, applicationId } = world;
  const open = () =>
    createDiscordGuilds({
      stores,
      chatStores,
      token,
      apiUrl,
      applicationId,
      tenantId: here.id,
      log: testLog,
    });
  const connected = async () => (await open().all(here.id)).map(({ installation }) => installation.name);
  return { stores, chatStores, here, there, open, connected };
};
const SECOND = '900000000000000002';

describe('a server that the bot was invited to', () => {
  it('is served at once when it is the first of the organization, and a further one is not', async () => {
    const { open, connected, chatStores } = await start();
    const guilds = open();
    // Discord names all of them in one moment.
    await Promise.all([guilds.adopt(world.guildId, 'Acme'), guilds.adopt(SECOND, 'Stranger')]);
    expect(await connected()).toEqual(['Acme']);
    expect(await guilds.byId(SECOND)).toBeNull();
    await guilds.adopt(SECOND, 'Stranger');
    expect(await connected()).toEqual(['Acme']);
    const row = await chatStores.installations.find('discord', SECOND, null);
    expect(row).toMatchObject({ name: 'Stranger', status: 'revoked', installedBy: WAITS_FOR_ADMIN });
  });

  it('is served once an admin connected it, and has its name', async () => {
    const { open, connected, chatStores } = await start();
    const guilds = open();
    await guilds.adopt(world.guildId, 'Acme');
    await guilds.adopt(SECOND, 'Beta');
    const row = await chatStores.installations.find('discord', SECOND, null);
    if (!row) throw new Error('it does not wait');
    await chatStores.installations.save({ ...row, name: SECOND, installedBy: 'admin', status: 'active' });
    await guilds.adopt(SECOND, 'Beta');
    expect(await connected()).toEqual(['Acme', 'Beta']);
  });

  it('comes back when the bot was taken out and invited again, but not when an admin disconnected it', async () => {
    const { open, connected, chatStores, here } = await start();
    const guilds = open();
    await guilds.adopt(world.guildId, 'Acme');
    const guild = await guilds.byId(world.guildId);
    if (!guild) throw new Error('it is not connected');
    await guilds.revoke(guild);
    expect(await connected()).toEqual([]);
    await guilds.adopt(world.guildId, 'Acme');
    expect(await connected()).toEqual(['Acme']);
    const [row] = await chatStores.installations.list(here.id);
    if (!row) throw new Error('no row');
    await chatStores.installations.save({ ...row, installedBy: WAITS_FOR_ADMIN, status: 'revoked' });
    await guilds.adopt(world.guildId, 'Acme');
    expect(await connected()).toEqual([]);
  });
});

it('a direct message is for the servers of every organization in which its writer is linked', async () => {
  const { stores, chatStores, here, there, open } = await start();
  const guilds = open();
  await guilds.adopt(world.guildId, 'Acme');
  const beta = world.addGuild('Beta').guildId;
  const [row] = (await chatStores.installations.list(here.id)).filter(({ name }) => name === 'Acme');
  if (!row) throw new Error('no row');
  await chatStores.installations.save({ ...row, tenantId: there.id, workspaceId: beta, name: 'Beta' });
  const { userId } = world.person('anna');
  const link = async (tenantId: string, workspaceId: string) => {
    const { id } = await stores.seed.member(tenantId, 'Anna', 'requester');
    await chatStores.identities.link(tenantId, id, { platform: 'discord', workspaceId }, userId);
  };
  await link(here.id, world.guildId);
  await link(there.id, beta);
  const names = (await open().ofUser(userId)).map(({ installation }) => installation.name);
  expect(names.toSorted()).toEqual(['Acme', 'Beta']);
  // Who is linked nowhere is not guessed at, where there is more than one server.
  expect(await open().ofUser(world.person('dave').userId)).toEqual([]);
});
