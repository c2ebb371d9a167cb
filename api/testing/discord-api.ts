import { randomBytes } from 'node:crypto';
import { createDiscord } from '../../adapters/discord/create-discord.ts';
import { createDiscordHttpReceiver } from '../../adapters/discord/http-receiver.ts';
import type { DiscordIntake } from '../../adapters/discord/intake/intake.ts';
import { testLog } from '../../adapters/discord/testing/discord-log.ts';
import { type DiscordWorld, startDiscordWorld } from '../../adapters/discord/testing/discord-world.ts';
import { createSchemaCheck } from '../../adapters/skill-registry/schema-check.ts';
import { systemClock, systemHasher, systemIds } from '../../adapters/system/runtime.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import { createUseCases } from '../../core/usecases/use-cases.ts';
import type { DiscordWeb } from '../services.ts';
import { type ApiHarness, startApi } from './api-harness.ts';

export interface DiscordApiHarness {
  readonly api: ApiHarness;
  readonly world: DiscordWorld;
  readonly intake: DiscordIntake;
  stop(): Promise<void>;
}

/** How much may be sent at once is not the matter of these tests. */
const NO_LIMITS: ChatStores['budget'] = {
  reserve: async () => ({ waitMs: 0 }),
  block: async () => undefined,
};

/** The api with Discord's address, over a real database and a stand-in for Discord that delivers to it. */
export const startDiscordApi = async (): Promise<DiscordApiHarness> => {
  const world = await startDiscordWorld();
  // The app wants it at its start, and it wants the stores the app starts with.
  let receive: DiscordWeb['receive'] | undefined;
  const api = await startApi({
    discord: {
      receive: (request) => {
        if (!receive) throw new Error('Discord is not set up yet');
        return receive(request);
      },
    },
  });
  const { stores } = api;
  const chatStores = { ...api.chatStores, budget: NO_LIMITS };
  const discord = createDiscord({
    config: {
      DISCORD_BOT_TOKEN: world.token,
      DISCORD_API_URL: world.apiUrl,
      DISCORD_APPLICATION_ID: world.applicationId,
      COUNTERSIGN_DISCORD_TENANT: api.acme.tenant.id,
    },
    stores,
    chatStores,
    publicUrl: null,
    log: testLog,
  });
  if (!discord) throw new Error('there is a token');
  await discord.guilds.adopt(world.guildId, 'Acme');
  const useCases = createUseCases({
    stores,
    chatStores,
    outsideGroups: discord.roles,
    gateway: api.gateway,
    checkSchema: createSchemaCheck(),
    clock: systemClock,
    ids: systemIds,
    hasher: systemHasher,
    randomBytes,
  });
  const intake = discord.intake({
    ...useCases,
    bind: (chat) => useCases.forChat(chat, { passing: 'throw' }),
  });
  receive = createDiscordHttpReceiver({
    publicKey: world.publicKey,
    take: async (inbound) => {
      const { answer } = await intake.take(inbound);
      return { status: answer ? 200 : 204, body: answer && { ...answer } };
    },
    log: testLog,
  });
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  world.deliverTo(`${url}/discord/interactions`);
  return {
    api,
    world,
    intake,
    async stop() {
      await intake.idle();
      await api.stop();
      await world.stop();
    },
  };
};
