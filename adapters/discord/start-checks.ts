import { GatewayCloseCodes } from 'discord.js';
import { DiscordRefusal } from './discord-refusal.ts';
import type { DiscordRest } from './discord-rest.ts';
import { inviteLink, missingPermissions } from './permissions.ts';

/** What is wrong with the set-up, in one sentence that says what to change. */
export class DiscordSetupProblem extends Error {}

const WRONG_TOKEN =
  'Discord does not accept DISCORD_BOT_TOKEN: on the application’s page "Bot" press "Reset Token", copy the new one and set it.';

export interface DiscordIdentity {
  readonly applicationId: string;
  readonly name: string;
  readonly publicKey: string;
  /** Whether words of messages that don't name us reach us. */
  readonly readsMessages: boolean;
}

/** Bits of an application that has the message content intent, approved or as a small application. */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);

interface Application {
  readonly id: string;
  readonly name?: string;
  readonly verify_key?: string;
  readonly flags?: number;
}

/**
 * Who the token belongs to. Throws DiscordSetupProblem when the token is wrong or something else in the environment is
 * of another application, and anything else when Discord could not be asked.
 */
export const checkApplication = async (options: {
  readonly rest: DiscordRest;
  readonly applicationId: string | null;
  readonly publicKey: string | null;
}): Promise<DiscordIdentity> => {
  const me = await askWhoWeAre(options.rest);
  const { applicationId, publicKey } = options;
  const name = me.name ?? me.id;
  if (applicationId !== null && applicationId !== me.id) {
    throw new DiscordSetupProblem(
      `DISCORD_APPLICATION_ID is of another application than DISCORD_BOT_TOKEN: set it to ${me.id} (${name}), or set the token of the application you mean.`,
    );
  }
  if (publicKey !== null && isKey(me.verify_key) && publicKey.toLowerCase() !== me.verify_key.toLowerCase()) {
    throw new DiscordSetupProblem(
      `DISCORD_PUBLIC_KEY is not the one of ${name}: copy the Public Key of its page "General Information" and set it.`,
    );
  }
  return {
    applicationId: me.id,
    name,
    publicKey: me.verify_key ?? '',
    readsMessages: ((me.flags ?? 0) & MESSAGE_CONTENT) !== 0,
  };
};

const isKey = (words: string | undefined): words is string => /^[\da-f]{64}$/i.test(words ?? '');

const askWhoWeAre = async (rest: DiscordRest): Promise<Application> => {
  try {
    return (await rest.request({ route: 'application.me', params: {} })) as Application;
  } catch (error) {
    if (error instanceof DiscordRefusal && error.action === 'reinstall')
      throw new DiscordSetupProblem(WRONG_TOKEN);
    throw error;
  }
};

/** What does not work without it; everything else does. */
export const MESSAGE_CONTENT_NOTICE =
  'Discord keeps the words of messages from this bot unless they name it: follow-ups in a task’s thread need its name or an answer to its message. To change that, switch "Message Content Intent" on on the application’s page "Bot" and restart.';

/** Why the gateway will never open as things are, by the code it closed with; null when it may pass. */
export const gatewayProblem = (code: number): DiscordSetupProblem | null => {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return new DiscordSetupProblem(WRONG_TOKEN);
    case GatewayCloseCodes.DisallowedIntents:
      return new DiscordSetupProblem(
        'Discord does not allow this bot an intent that it asks for: switch "Message Content Intent" on on the application’s page "Bot", or leave it off and restart to go on without it.',
      );
    case GatewayCloseCodes.InvalidIntents:
    case GatewayCloseCodes.InvalidAPIVersion:
      return new DiscordSetupProblem(
        `Discord no longer speaks what this version asks for (${code}): update Countersign.`,
      );
    case GatewayCloseCodes.InvalidShard:
    case GatewayCloseCodes.ShardingRequired:
      return new DiscordSetupProblem(
        `The bot is in more servers than one connection may serve (${code}): set DISCORD_PUBLIC_KEY and use the HTTP address instead.`,
      );
    default:
      return null;
  }
};

/** What we may not do in a channel, and who can change it; null when nothing is missing. */
export const permissionProblem = (options: {
  /** Bits as an interaction brings them. */
  readonly granted: string | null;
  readonly applicationId: string;
}): string | null => {
  const missing = missingPermissions(options.granted);
  if (missing.length === 0) return null;
  const words =
    missing.length === 1 ? `the permission ${missing[0]}` : `the permissions ${missing.join(', ')}`;
  return `The bot lacks ${words} in this channel: give it to the bot’s role in the channel’s settings, or invite the bot again with ${inviteLink(options.applicationId)}`;
};
