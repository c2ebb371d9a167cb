import type { Logger } from 'pino';
import type { Discord } from '../adapters/discord/create-discord.ts';
import { createDiscordHttpReceiver } from '../adapters/discord/http-receiver.ts';
import { settleFor, sweepRegularly } from '../core/chat/tend-intake.ts';
import type { UseCases } from '../core/usecases/use-cases.ts';
import type { ApiConfig } from './config.ts';
import type { DiscordWeb } from './services.ts';

export interface DiscordParts {
  readonly config: ApiConfig;
  readonly discord: Discord | null;
  readonly useCases: UseCases;
  readonly log: Logger;
}

/** Discord's interactions over HTTP, where a public key is set; null: there are none. */
export const composeDiscord = ({
  config,
  discord,
  useCases,
  log,
}: DiscordParts): (DiscordWeb & { close(): Promise<void> }) | null => {
  const { DISCORD_PUBLIC_KEY: publicKey } = config.discord;
  if (!publicKey || !discord) return null;
  const intake = discord.intake({
    ...useCases,
    bind: (chat) => useCases.forChat(chat, { passing: 'throw' }),
  });
  const endSweeps = sweepRegularly(intake, log);
  return {
    receive: createDiscordHttpReceiver({
      publicKey,
      take: async (inbound) => {
        const { answer } = await intake.take(inbound);
        return { status: answer ? 200 : 204, body: answer && { ...answer } };
      },
      log,
    }),
    async close() {
      endSweeps();
      await settleFor(intake);
    },
  };
};
