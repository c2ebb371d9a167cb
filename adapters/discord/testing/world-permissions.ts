import { PermissionFlagsBits as BITS } from 'discord.js';
import { refusal } from './world-refusal.ts';
import type { ChannelState, GuildState, WorldState } from './world-state.ts';

const EVERYTHING = Object.values(BITS).reduce((all, bit) => all | bit, 0n);

/** What every member may do unless told otherwise. */
export const EVERYBODY =
  BITS.ViewChannel |
  BITS.SendMessages |
  BITS.SendMessagesInThreads |
  BITS.CreatePublicThreads |
  BITS.AttachFiles |
  BITS.EmbedLinks |
  BITS.AddReactions |
  BITS.ReadMessageHistory |
  BITS.UseApplicationCommands;

export const permissionsIn = (guild: GuildState, userId: string): bigint => {
  if (guild.ownerId === userId) return EVERYTHING;
  const has = guild.members.get(userId);
  if (!has) return 0n;
  const bits = [guild.id, ...has.roles].reduce(
    (all, id) => all | (guild.roles.get(id)?.permissions ?? 0n),
    0n,
  );
  return (bits & BITS.Administrator) === 0n ? bits : EVERYTHING;
};

/** A thread's are those of its channel. */
const parentOf = (state: WorldState, channel: ChannelState): ChannelState =>
  channel.thread && channel.parentId ? (state.channels.get(channel.parentId) ?? channel) : channel;

export const botPermissionsIn = (state: WorldState, channel: ChannelState): bigint => {
  const guild = state.guilds.get(channel.guildId ?? '');
  if (!guild) return EVERYTHING;
  if (!guild.members.has(state.botId)) return 0n;
  const own = channel.botPermissions ?? parentOf(state, channel).botPermissions;
  return own ?? permissionsIn(guild, state.botId);
};

export const canBot = (state: WorldState, channel: ChannelState, bit: bigint): boolean =>
  (botPermissionsIn(state, channel) & bit) === bit;

/** The channel, when the bot sees it. Throws Discord's refusal. */
export const seenChannel = (state: WorldState, channelId: string | undefined): ChannelState => {
  const channel = state.channels.get(channelId ?? '');
  if (!channel) throw refusal(10003);
  if (!canBot(state, channel, BITS.ViewChannel)) throw refusal(50001);
  return channel;
};

export const needs = (state: WorldState, channel: ChannelState, bit: bigint, code = 50013): void => {
  if (!canBot(state, channel, bit)) throw refusal(code);
};
