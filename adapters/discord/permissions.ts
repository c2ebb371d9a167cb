import { PermissionFlagsBits } from 'discord.js';

/** The least that lets the bot do its work in a channel, by the words that Discord's settings show. */
export const NEEDED_PERMISSIONS = [
  ['View Channels', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Create Public Threads', PermissionFlagsBits.CreatePublicThreads],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads],
  // Of what is longer than a card.
  ['Attach Files', PermissionFlagsBits.AttachFiles],
  // Of the thread that a task is asked for in.
  ['Read Message History', PermissionFlagsBits.ReadMessageHistory],
] as const satisfies readonly (readonly [string, bigint])[];

const ALL = NEEDED_PERMISSIONS.reduce((bits, [, bit]) => bits | bit, 0n);

/** What is missing of it, in Discord's words. `granted`: the bits as Discord writes them; null: not known. */
export const missingPermissions = (granted: string | null): readonly string[] => {
  if (granted === null || !/^\d{1,40}$/.test(granted)) return [];
  const bits = BigInt(granted);
  if ((bits & PermissionFlagsBits.Administrator) !== 0n) return [];
  return NEEDED_PERMISSIONS.filter(([, bit]) => (bits & bit) === 0n).map(([name]) => name);
};

/** Opens Discord's page on which somebody adds the bot to a server. */
export const inviteLink = (applicationId: string): string =>
  `https://discord.com/oauth2/authorize?${new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: ALL.toString(),
  })}`;
