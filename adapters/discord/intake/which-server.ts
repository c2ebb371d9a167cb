import { readWordsRef } from '../../../core/words-ref.ts';
import type { DiscordGuild } from '../discord-guilds.ts';
import type { Inbound } from '../inbound.ts';
import { directSpot } from '../posting-in.ts';
import { readCustomId, readFormId } from '../render/custom-id.ts';
import type { Deed } from './deed.ts';
import type { DiscordIntakeDeps } from './intake.ts';

type WhichDeps = Pick<DiscordIntakeDeps, 'guilds'> & {
  readonly stores: Pick<DiscordIntakeDeps['stores'], 'approvals' | 'tasks' | 'threads'>;
};

/** What is done outside every server, and in which server it counts. */
export type Whose<D> =
  | { readonly guild: DiscordGuild; readonly deed: D }
  /** Of several organizations nobody can say which is meant: who did it has to. */
  | { readonly ask: readonly DiscordGuild[] };

/**
 * A conversation with one person belongs to no server. The one that counts is, in this order: the one whose card was
 * pressed, the one named before the words ("Acme: what should be done"), the one in which their last task of this
 * conversation ran. Servers of one organization make no difference. null: nobody here knows this person.
 */
export const whichServer = async <D extends Deed>(deps: WhichDeps, deed: D): Promise<Whose<D> | null> => {
  const { inServer } = deed;
  if (inServer) {
    const guild = await deps.guilds.byId(inServer);
    return guild && { guild, deed };
  }
  const theirs = await deps.guilds.ofUser(deed.userId);
  const [first] = theirs;
  if (!first) return null;
  const keep = (guild: DiscordGuild, words = deed): Whose<D> => ({
    guild,
    deed: { ...words, inServer: guild.place.workspaceId },
  });
  if (new Set(theirs.map(({ tenantId }) => tenantId)).size === 1) return keep(first);
  const pressed = await ofWhatWasPressed(deps, theirs, deed);
  if (pressed) return keep(pressed);
  const named = namedIn(theirs, deed);
  if (named) return keep(named.guild, named.deed);
  const last = await lastUsed(deps, theirs, deed.channelId);
  return last ? keep(last) : { ask: theirs };
};

/** For choices while something is typed: nothing is done yet. */
export const likelyServer = async (
  deps: WhichDeps,
  { guildId, userId, channelId }: Extract<Inbound, { readonly kind: 'autocomplete' }>,
): Promise<DiscordGuild | null> => {
  if (guildId) return deps.guilds.byId(guildId);
  const theirs = await deps.guilds.ofUser(userId);
  return (await lastUsed(deps, theirs, channelId)) ?? theirs[0] ?? null;
};

const ofWhatWasPressed = async (
  { stores }: WhichDeps,
  theirs: readonly DiscordGuild[],
  deed: Deed,
): Promise<DiscordGuild | null> => {
  if (deed.kind !== 'click' && deed.kind !== 'submission') return null;
  const about = deed.kind === 'click' ? readCustomId(deed.customId) : readFormId(deed.customId);
  if (!about) return null;
  const { threadId } = readWordsRef(about.value);
  for (const guild of theirs) {
    const { tenantId } = guild;
    const found =
      (await stores.approvals.byId(tenantId, about.value)) ??
      (await stores.tasks.byId(tenantId, about.value)) ??
      (threadId && (await stores.threads.byId(tenantId, threadId)));
    if (found) return guild;
  }
  return null;
};

/** `Acme: words`; the longest name first. */
const namedIn = <D extends Deed>(
  theirs: readonly DiscordGuild[],
  deed: D,
): { readonly guild: DiscordGuild; readonly deed: D } | null => {
  if (deed.kind !== 'message') return null;
  const words = deed.text.trim();
  const byLength = theirs.toSorted((a, b) => b.installation.name.length - a.installation.name.length);
  for (const guild of byLength) {
    const { name } = guild.installation;
    if (!words.toLowerCase().startsWith(`${name.toLowerCase()}:`)) continue;
    return { guild, deed: { ...deed, text: words.slice(name.length + 1).trim() } };
  }
  return null;
};

const lastUsed = async (
  { stores }: WhichDeps,
  theirs: readonly DiscordGuild[],
  channelId: string,
): Promise<DiscordGuild | null> => {
  const used = await Promise.all(
    theirs.map(async (guild) => {
      const thread = await stores.threads.find(guild.tenantId, { ...guild.place, ...directSpot(channelId) });
      const tasks = thread && (await stores.threads.tasks(guild.tenantId, thread.threadId));
      return { guild, at: (tasks?.running ?? tasks?.last)?.createdAt ?? '' };
    }),
  );
  const [last] = used.filter(({ at }) => at !== '').toSorted((a, b) => b.at.localeCompare(a.at));
  return last?.guild ?? null;
};
