/** How often a route may be called: sustained, and at once. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface RouteSpec {
  readonly method: Method;
  /** `:name` stands for what the caller fills in. */
  readonly path: string;
  /**
   * What all processes together keep to, per channel. null: Discord's headers alone say, and each process keeps to
   * them; such routes are rare, or have a bucket for each interaction.
   */
  readonly rate: Rate | null;
  /** Twice is the same as once: may be repeated when nobody answered. */
  readonly repeatable: boolean;
  /** Whether the bot's token goes along; an interaction's own token is enough for its answers. */
  readonly auth: boolean;
}

/** About 5 in 5 seconds in one channel, for posts and for edits each (discord.com/developers, "Rate Limits"). */
const CHANNEL_RATE: Rate = { perMinute: 60, burst: 4 };

/** Calls a second that Discord grants one bot, on all routes but the answers to interactions. */
export const GLOBAL_PER_SECOND = 50;

const get = <const Path extends string>(path: Path) =>
  ({ method: 'GET', path, rate: null, repeatable: true, auth: true }) as const;
const send = <const Path extends string, const M extends Method>(
  method: M,
  path: Path,
  repeatable: boolean,
  rate: Rate | null = null,
) => ({ method, path, rate, repeatable, auth: true }) as const;
const answer = <const Path extends string, const M extends Method>(
  method: M,
  path: Path,
  repeatable: boolean,
) => ({ method, path, rate: null, repeatable, auth: false }) as const;

/** Every REST route this product calls; another one can't be called without a row here. */
export const ROUTES = {
  'application.me': get('/applications/@me'),
  'user.me': get('/users/@me'),
  'user.guilds': get('/users/@me/guilds'),
  'user.get': get('/users/:userId'),
  'commands.list': get('/applications/:applicationId/commands'),
  'commands.put': send('POST', '/applications/:applicationId/commands', true),
  'commands.delete': send('DELETE', '/applications/:applicationId/commands/:commandId', true),
  'guildCommands.list': get('/applications/:applicationId/guilds/:guildId/commands'),
  'guildCommands.put': send('POST', '/applications/:applicationId/guilds/:guildId/commands', true),
  'guildCommands.delete': send(
    'DELETE',
    '/applications/:applicationId/guilds/:guildId/commands/:commandId',
    true,
  ),
  'guild.get': get('/guilds/:guildId'),
  'guild.roles': get('/guilds/:guildId/roles'),
  'member.get': get('/guilds/:guildId/members/:userId'),
  'dm.open': send('POST', '/users/@me/channels', true),
  'channel.get': get('/channels/:channelId'),
  'channel.update': send('PATCH', '/channels/:channelId', true),
  'thread.create': send('POST', '/channels/:channelId/threads', false),
  // A message has one thread at most: twice is refused.
  'thread.fromMessage': send('POST', '/channels/:channelId/messages/:messageId/threads', true),
  'typing.show': send('POST', '/channels/:channelId/typing', true),
  'message.list': get('/channels/:channelId/messages'),
  'message.get': get('/channels/:channelId/messages/:messageId'),
  // With a nonce it is repeatable all the same.
  'message.create': send('POST', '/channels/:channelId/messages', false, CHANNEL_RATE),
  'message.update': send('PATCH', '/channels/:channelId/messages/:messageId', true, CHANNEL_RATE),
  'message.delete': send('DELETE', '/channels/:channelId/messages/:messageId', true),
  // Answered twice is refused with a code that says so.
  'interaction.answer': answer('POST', '/interactions/:interactionId/:interactionToken/callback', true),
  'interaction.original.get': answer(
    'GET',
    '/webhooks/:applicationId/:interactionToken/messages/@original',
    true,
  ),
  'interaction.original.update': answer(
    'PATCH',
    '/webhooks/:applicationId/:interactionToken/messages/@original',
    true,
  ),
  'interaction.original.delete': answer(
    'DELETE',
    '/webhooks/:applicationId/:interactionToken/messages/@original',
    true,
  ),
  'interaction.followUp': answer('POST', '/webhooks/:applicationId/:interactionToken', false),
  'interaction.followUp.update': answer(
    'PATCH',
    '/webhooks/:applicationId/:interactionToken/messages/:messageId',
    true,
  ),
} as const satisfies Readonly<Record<string, RouteSpec>>;
export type DiscordRoute = keyof typeof ROUTES;

type NamesIn<Path extends string> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? Name
    : never;

/** What fills the `:name`s of a route; the application is ours unless told. */
export type RouteParams<Route extends DiscordRoute> = Readonly<
  Record<Exclude<NamesIn<(typeof ROUTES)[Route]['path']>, 'applicationId'>, string>
> & { readonly applicationId?: string };

export const fillPath = (route: DiscordRoute, params: Readonly<Record<string, string>>): `/${string}` => {
  const filled = ROUTES[route].path.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = params[name];
    if (!value || value === '.' || value === '..') throw new Error(`${route} needs ${name}`);
    return encodeURIComponent(value);
  });
  return filled as `/${string}`;
};

/** The line in which calls of this route wait, e.g. `discord/message.create/123`. */
export const budgetKey = (route: DiscordRoute, params: Readonly<Record<string, string>>): string =>
  `discord/${route}/${params.channelId ?? ''}`;
