import type { SlackAnswer } from './emulated-slack.ts';
import { type FrontState, paneKey, type TokenKind } from './front-state.ts';
import { type Json, json, word } from './json.ts';
import { asOwn } from './slack-events.ts';
import type { SocketBridgeServer } from './socket-bridge.ts';

export interface MethodContext {
  readonly state: FrontState;
  readonly bridge: SocketBridgeServer;
  readonly origin: () => string;
}

type Own = (context: MethodContext, args: Json) => SlackAnswer;
type After = (context: MethodContext, args: Json, answer: SlackAnswer) => SlackAnswer;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const no = (error: string): SlackAnswer => ({ ok: false, error });

const pane = ({ state }: MethodContext, args: Json, over: Json): SlackAnswer => {
  const [channel, threadTs] = [word(args.channel_id), word(args.thread_ts)];
  if (!channel || !threadTs) return no('invalid_arguments');
  const key = paneKey(channel, threadTs);
  state.panes.set(key, { status: '', title: '', prompts: [], ...state.panes.get(key), ...over });
  return { ok: true };
};

/** Methods that the emulator lacks, with the scope each needs. */
const OWN: Readonly<Record<string, { readonly scope?: string; readonly answer: Own }>> = {
  'apps.connections.open': {
    answer: ({ bridge, origin }) => ({ ok: true, url: bridge.open(origin()) }),
  },
  'api.test': { answer: (_context, args) => ({ ok: true, args }) },
  'assistant.threads.setStatus': {
    scope: 'chat:write',
    answer: (context, args) => pane(context, args, { status: word(args.status) }),
  },
  'assistant.threads.setTitle': {
    scope: 'assistant:write',
    answer: (context, args) => pane(context, args, { title: word(args.title) }),
  },
  'assistant.threads.setSuggestedPrompts': {
    scope: 'assistant:write',
    answer: (context, args) => pane(context, args, { prompts: list(args.prompts) }),
  },
  'usergroups.list': {
    scope: 'usergroups:read',
    answer: ({ state }) => ({
      ok: true,
      usergroups: [...state.usergroups.values()].map(({ users, ...group }) => ({
        ...group,
        is_usergroup: true,
        user_count: users.length,
        users,
      })),
    }),
  },
  'usergroups.users.list': {
    scope: 'usergroups:read',
    answer: ({ state }, { usergroup }) => {
      const group = state.usergroups.get(word(usergroup));
      return group ? { ok: true, users: group.users } : no('no_such_subteam');
    },
  },
};

/** Anybody's: a user the emulator knows nothing of. */
const mergeUser = (state: FrontState, userId: string, known: Json | null): Json | null => {
  const over = state.users.get(userId);
  if (!over) return known;
  const base = known ?? { id: userId, team_id: 'T0ELSEWHERE', name: userId.toLowerCase(), is_bot: false };
  return { ...base, ...over, profile: { ...json(base.profile), ...json(over.profile) } };
};

const own = (answer: SlackAnswer): SlackAnswer => ({
  ...answer,
  messages: list(answer.messages).map((message) => asOwn(json(message))),
});

const shownView = ({ state }: MethodContext, answer: SlackAnswer, userId: string, push: boolean): void => {
  const view = json(answer.view);
  if (view.type === 'home') state.homes.set(userId, view);
  else state.modals.set(userId, [...(push ? (state.modals.get(userId) ?? []) : []), view]);
};

/** What is kept or added when the emulator has answered. */
const AFTER: Readonly<Record<string, After>> = {
  'chat.postMessage': ({ state }, args, answer) => {
    const key = paneKey(word(answer.channel), word(args.thread_ts));
    const shown = state.panes.get(key);
    if (shown) state.panes.set(key, { ...shown, status: '' });
    return { ...answer, message: asOwn(json(answer.message)) };
  },
  'chat.update': (_context, _args, answer) => ({ ...answer, message: asOwn(json(answer.message)) }),
  'conversations.history': (_context, _args, answer) => own(answer),
  'conversations.replies': (_context, args, answer) =>
    list(answer.messages).length === 0 && word(args.ts) ? no('thread_not_found') : own(answer),
  'chat.postEphemeral': ({ state }, args, answer) => {
    state.ephemerals.add({
      ts: word(answer.message_ts),
      channel: word(args.channel),
      userId: word(args.user),
      threadTs: word(args.thread_ts) || null,
      text: word(args.text),
      blocks: list(args.blocks),
    });
    return answer;
  },
  'views.publish': (context, args, answer) => {
    shownView(context, answer, word(args.user_id), false);
    return answer;
  },
  'views.update': ({ state }, _args, answer) => {
    const view = json(answer.view);
    for (const [userId, stack] of state.modals) {
      state.modals.set(
        userId,
        stack.map((shown) => (shown.id === view.id ? view : shown)),
      );
    }
    return answer;
  },
  'users.list': ({ state }, _args, answer) => ({
    ...answer,
    members: list(answer.members).map((user) => mergeUser(state, word(json(user).id), json(user))),
  }),
  'users.lookupByEmail': ({ state }, _args, answer) => ({
    ...answer,
    user: mergeUser(state, word(json(answer.user).id), json(answer.user)),
  }),
  'oauth.v2.access': ({ state }, _args, answer) => {
    state.tokens.set(word(answer.access_token), 'bot');
    return answer;
  },
};

/** Users are answered for also when the emulator never heard of them. */
const afterUsersInfo: After = ({ state }, args, answer) => {
  const user = mergeUser(state, word(args.user), answer.ok ? json(answer.user) : null);
  return user ? { ok: true, user } : answer;
};

export const answerAfter = (
  context: MethodContext,
  method: string,
  args: Json,
  answer: SlackAnswer,
): SlackAnswer => {
  if (method === 'users.info') return afterUsersInfo(context, args, answer);
  return answer.ok ? (AFTER[method]?.(context, args, answer) ?? answer) : answer;
};

/** Views open for the user whose trigger it was; the emulator's answer does not say for whom. */
export const noteOpened = (
  context: MethodContext,
  method: string,
  userId: string | null,
  answer: SlackAnswer,
): void => {
  if (answer.ok && userId && (method === 'views.open' || method === 'views.push')) {
    shownView(context, answer, userId, method === 'views.push');
  }
};

/** null: it is the emulator's to answer. */
export const answerOwn = (
  context: MethodContext,
  method: string,
  args: Json,
  strict: boolean,
): SlackAnswer | null => {
  const known = OWN[method];
  if (!known) return null;
  const { scopes } = context.state;
  if (strict && known.scope && !scopes.includes(known.scope)) {
    return { ok: false, error: 'missing_scope', needed: known.scope, provided: scopes.join(',') };
  }
  return known.answer(context, args);
};

const NEEDS_NO_TOKEN = ['oauth.v2.access', 'api.test'];

/** Slack's no to a token; null when it may call this. */
export const checkToken = (
  { tokens, revoked }: FrontState,
  method: string,
  token: string | null,
): string | null => {
  if (NEEDS_NO_TOKEN.includes(method)) return null;
  if (!token) return 'not_authed';
  if (revoked.has(token)) return 'token_revoked';
  const kind: TokenKind | undefined = tokens.get(token);
  if (!kind) return 'invalid_auth';
  const needsApp = method === 'apps.connections.open';
  return needsApp === (kind === 'app') ? null : 'not_allowed_token_type';
};
