/** How often a method may be called, as Slack grants it: sustained, and at once. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface MethodSpec {
  /** Bot scopes it needs. */
  readonly scopes: readonly string[];
  /** null: too rare to be counted. */
  readonly rate: Rate | null;
  /** Whose budget a call takes from. */
  readonly budget: 'workspace' | 'channel';
  /** Twice is the same as once: may be repeated when nobody answered. */
  readonly repeatable: boolean;
}

/** Slack's rate tiers, calls a minute (docs.slack.dev, "Rate limits"); the bursts are what has been seen to pass. */
export const TIERS = {
  2: { perMinute: 20, burst: 5 },
  3: { perMinute: 50, burst: 10 },
  4: { perMinute: 100, burst: 20 },
  /** chat.postMessage: about one a second in a channel, short bursts. */
  posts: { perMinute: 60, burst: 4 },
} as const satisfies Readonly<Record<string | number, Rate>>;

const method = (
  scopes: readonly string[],
  rate: Rate | null,
  repeatable: boolean,
  budget: MethodSpec['budget'] = 'workspace',
): MethodSpec => ({ scopes, rate, repeatable, budget });

/** Every Web API method this product calls; another one can't be called without a row here. */
export const METHODS = {
  'auth.test': method([], null, true),
  'chat.postMessage': method(['chat:write', 'chat:write.public'], TIERS.posts, false, 'channel'),
  'chat.update': method(['chat:write'], TIERS[3], true),
  'chat.delete': method(['chat:write'], TIERS[3], true),
  'chat.postEphemeral': method(['chat:write'], TIERS[4], false),
  'conversations.open': method(['im:write'], TIERS[3], true),
  'conversations.join': method(['channels:join'], TIERS[3], true),
  'conversations.members': method(['channels:read', 'groups:read', 'mpim:read', 'im:read'], TIERS[4], true),
  'conversations.replies': method(
    ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
    TIERS[3],
    true,
  ),
  'conversations.history': method(
    ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
    TIERS[3],
    true,
  ),
  'users.info': method(['users:read', 'users:read.email'], TIERS[4], true),
  'views.open': method([], TIERS[4], false),
  'views.publish': method([], TIERS[4], true),
  'files.getUploadURLExternal': method(['files:write'], TIERS[4], true),
  'files.completeUploadExternal': method(['files:write'], TIERS[4], false),
  'usergroups.users.list': method(['usergroups:read'], TIERS[2], true),
  'assistant.threads.setStatus': method(['chat:write'], null, true),
  'assistant.threads.setSuggestedPrompts': method(['assistant:write'], TIERS[4], true),
  'assistant.threads.setTitle': method(['assistant:write'], TIERS[4], true),
} as const satisfies Readonly<Record<string, MethodSpec>>;
export type SlackMethod = keyof typeof METHODS;

/** Events the app is told of, each with the scopes that Slack wants for it. */
export const BOT_EVENTS = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  app_context_changed: ['assistant:write'],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  subteam_members_changed: ['usergroups:read'],
  subteam_updated: ['usergroups:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What Slack tells apps made before its agent view; a new app can't ask for it any more. */
export const FORMER_EVENTS = ['assistant_thread_started', 'assistant_thread_context_changed'] as const;

/** Slash commands, and the files that people share with a request. */
const OTHER_SCOPES = ['commands', 'files:read'];

/** Everything the bot token must have, in the order of the alphabet. */
export const BOT_SCOPES: readonly string[] = [
  ...new Set([
    ...OTHER_SCOPES,
    ...Object.values<readonly string[]>(BOT_EVENTS).flat(),
    ...Object.values<MethodSpec>(METHODS).flatMap(({ scopes }) => scopes),
  ]),
].sort();

export const missingScopes = (granted: readonly string[]): readonly string[] =>
  BOT_SCOPES.filter((scope) => !granted.includes(scope));
