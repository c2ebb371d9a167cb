import { setTimeout as delay } from 'node:timers/promises';
import type { Discord } from '../adapters/discord/create-discord.ts';
import { sharedRest } from '../adapters/discord/discord-rest.ts';
import { createGatewayReceiver, type GatewayReceiver } from '../adapters/discord/gateway-receiver.ts';
import { registerCommands } from '../adapters/discord/register.ts';
import {
  checkApplication,
  DiscordSetupProblem,
  MESSAGE_CONTENT_NOTICE,
} from '../adapters/discord/start-checks.ts';
import { closeGently, sweepRegularly } from '../core/chat/tend-intake.ts';
import type { Connection, ConnectionParts } from './connection.ts';

const FIRST_AGAIN_MS = 1_000;
const LONGEST_AGAIN_MS = 60_000;

/** Discord's gateway. */
export const createDiscordConnection = (
  { config, useCases, log }: ConnectionParts,
  discord: Discord,
  token: string,
): Connection => {
  const { DISCORD_API_URL: apiUrl } = config;
  const intake = discord.intake({
    ...useCases,
    bind: (chat) => useCases.forChat(chat, { passing: 'throw' }),
  });
  let gateway: GatewayReceiver | null = null;
  let endSweeps: () => void = () => undefined;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const rest = sharedRest({ token, apiUrl });
    const { readsMessages, name, applicationId } = await checkApplication({
      rest,
      applicationId: config.DISCORD_APPLICATION_ID ?? null,
      publicKey: config.DISCORD_PUBLIC_KEY ?? null,
    });
    if (!readsMessages) log.warn(MESSAGE_CONTENT_NOTICE);
    // Only what changed is sent. Without it everything but the commands works.
    await registerCommands(rest, { applicationId, guildId: null }).catch((error: unknown) => {
      log.warn({ err: error }, 'the commands could not be registered: run npm run discord:register');
    });
    gateway = createGatewayReceiver({
      token,
      apiUrl,
      readsMessages,
      intake,
      guilds: discord.guilds,
      api: discord.api,
      onFatal: (problem) => log.error({ err: problem }, 'Discord is not connected any more'),
      log,
    });
    await gateway.start();
    log.info({ application: name }, 'connected to Discord');
    // Tried again soon: what is left undone is no reason to give the connection up.
    await intake
      .sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'what was left undone could not be read'));
  };

  const connectLater = async (first: unknown): Promise<void> => {
    let error = first;
    for (let again = FIRST_AGAIN_MS; !stopped; again = Math.min(again * 2, LONGEST_AGAIN_MS)) {
      log.warn({ err: error, again }, 'Discord can’t be connected yet; trying again');
      await delay(again, undefined, { ref: false });
      try {
        await gateway?.stop();
        return await connect();
      } catch (next) {
        if (next instanceof DiscordSetupProblem) return log.error({ err: next }, 'Discord is not connected');
        error = next;
      }
    }
  };

  return {
    async start() {
      endSweeps = sweepRegularly(intake, log);
      try {
        await connect();
      } catch (error) {
        if (error instanceof DiscordSetupProblem) throw error;
        void connectLater(error);
      }
    },
    async stop() {
      stopped = true;
      endSweeps();
      await closeGently(intake, async () => gateway?.stop());
    },
  };
};
