import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Json, json, num, word } from './json.ts';
import type { Emit } from './world-messages.ts';
import { toGuildCreate, toUser } from './world-payloads.ts';
import type { WorldState } from './world-state.ts';

const INTENT = {
  guilds: 1 << 0,
  members: 1 << 1,
  presences: 1 << 8,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  content: 1 << 15,
} as const;
const PRIVILEGED = [INTENT.members, INTENT.presences, INTENT.content];
const KEPT = 5_000;

/** Discord's own switches on open connections. */
export interface WorldGateway {
  /** Open connections that said who they are. */
  connections(): number;
  /** How often somebody said who they are anew, and how often a connection was resumed. */
  readonly counts: { readonly identified: number; readonly resumed: number };
  /** The connections break without a word. Sessions can be resumed. */
  drop(): void;
  /** Closed with a code of Discord. */
  close(code: number): void;
  /** Asked to connect again and resume. */
  reconnect(): void;
  /** Told that the session is over; unless it may be resumed, what was missed is lost. */
  invalidSession(resumable?: boolean): void;
  /** The next dispatches do not arrive, and then the connection breaks. */
  losePackets(count: number): void;
  /** Connections stay open, and nothing is said any more, not even that a heartbeat was heard. */
  freeze(): void;
  /** Nobody gets in until told. */
  shut(isShut?: boolean): void;
  /** Brings any dispatch, as it is, to every connection. */
  dispatch(name: string, data: Json): void;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  seq: number;
  readonly kept: { readonly s: number; readonly payload: Json }[];
  socket: WebSocket | null;
  toLose: number;
  isLosing: boolean;
  isFrozen: boolean;
}

export interface WorldGatewayServer extends WorldGateway {
  readonly emit: Emit;
  url(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
}

const intentFor = (name: string, guildId: string | null): number => {
  if (name === 'INTERACTION_CREATE') return 0;
  if (name.startsWith('MESSAGE_')) return guildId === null ? INTENT.directMessages : INTENT.guildMessages;
  if (name.startsWith('GUILD_MEMBER_')) return INTENT.members;
  return INTENT.guilds;
};

export interface GatewayDeps {
  readonly state: WorldState;
  readonly heartbeatMs: number;
  /** Intents that are switched off on the application's page. */
  readonly disallowed: number;
}

export const createWorldGateway = ({ state, heartbeatMs, disallowed }: GatewayDeps): WorldGatewayServer => {
  const server = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const counts = { identified: 0, resumed: 0 };
  let isShut = false;
  const url = (): string => `${state.origin.replace('http', 'ws')}/gateway`;
  const open = (): readonly Session[] => [...sessions.values()].filter(({ socket }) => socket !== null);

  server.on('connection', (socket) => {
    say(socket, { op: 10, d: { heartbeat_interval: heartbeatMs, _trace: [] } });
    let session: Session | null = null;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null;
    });
    socket.on('message', (raw) => {
      const { op, d } = json(JSON.parse(String(raw)));
      if (op === 1) {
        if (!session?.isFrozen) say(socket, { op: 11 });
      } else if (op === 2) {
        session = identify(state, socket, json(d), disallowed);
        if (!session) return;
        counts.identified += 1;
        sessions.set(session.id, session);
        greet(state, session, url());
      } else if (op === 6) {
        session = resume(state, sessions, socket, json(d));
        if (session) counts.resumed += 1;
      }
    });
  });

  return {
    url,
    counts,
    connections: () => open().length,
    emit(name, data, { guildId, hidden }) {
      for (const session of sessions.values()) {
        const wanted = intentFor(name, guildId);
        if (wanted !== 0 && (session.intents & wanted) === 0) continue;
        const reads = hidden === undefined || (session.intents & INTENT.content) !== 0;
        push(session, name, reads ? data : hidden);
      }
    },
    upgrade(request, socket, head) {
      if (isShut) socket.destroy();
      else server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened));
    },
    ...switches(open, sessions),
    shut(to = true) {
      isShut = to;
      if (!to) return;
      for (const session of open()) detach(session);
      for (const client of server.clients) client.terminate();
    },
    stop() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
};

const switches = (open: () => readonly Session[], sessions: Map<string, Session>) => ({
  drop() {
    for (const session of open()) detach(session)?.terminate();
  },
  close(code: number) {
    for (const session of open()) detach(session)?.close(code);
  },
  reconnect() {
    for (const { socket } of open()) if (socket) say(socket, { op: 7, d: null });
  },
  invalidSession(resumable = false) {
    for (const session of open()) {
      if (session.socket) say(session.socket, { op: 9, d: resumable });
      if (!resumable) sessions.delete(session.id);
    }
  },
  losePackets(count: number) {
    for (const session of open()) {
      session.toLose = count;
      session.isLosing = count > 0;
    }
  },
  freeze() {
    for (const session of open()) session.isFrozen = true;
  },
  dispatch(name: string, data: Json) {
    for (const session of sessions.values()) push(session, name, data);
  },
});

/** From now on nothing reaches it, though the other end may not know yet. */
const detach = (session: Session): WebSocket | null => {
  const { socket } = session;
  session.socket = null;
  return socket;
};

const say = (socket: WebSocket, payload: Json): void => {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ t: null, s: null, ...payload }));
};

const push = (session: Session, name: string, data: Json): void => {
  session.seq += 1;
  const payload = { op: 0, t: name, s: session.seq, d: data };
  session.kept.push({ s: session.seq, payload });
  if (session.kept.length > KEPT) session.kept.shift();
  const { socket } = session;
  if (!socket || session.isFrozen) return;
  if (!session.isLosing) {
    say(socket, payload);
    return;
  }
  session.toLose -= 1;
  if (session.toLose > 0) return;
  session.isLosing = false;
  detach(session)?.terminate();
};

const identify = (state: WorldState, socket: WebSocket, said: Json, disallowed: number): Session | null => {
  const intents = num(said.intents);
  if (word(said.token).replace(/^Bot /, '') !== state.token) {
    socket.close(4004, 'Authentication failed.');
    return null;
  }
  if (PRIVILEGED.some((intent) => (intents & intent) !== 0 && (disallowed & intent) !== 0)) {
    socket.close(4014, 'Disallowed intent(s).');
    return null;
  }
  return {
    id: crypto.randomUUID().replaceAll('-', ''),
    intents,
    seq: 0,
    kept: [],
    socket,
    toLose: 0,
    isLosing: false,
    isFrozen: false,
  };
};

const greet = (state: WorldState, session: Session, url: string): void => {
  const guilds = [...state.guilds.values()].filter(({ members }) => members.has(state.botId));
  push(session, 'READY', {
    v: 10,
    user: { ...toUser(state.users.get(state.botId)), verified: true, mfa_enabled: false, email: null },
    user_settings: {},
    guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    session_id: session.id,
    resume_gateway_url: url,
    session_type: 'normal',
    shard: [0, 1],
    private_channels: [],
    relationships: [],
    presences: [],
    guild_join_requests: [],
    application: { id: state.applicationId, flags: state.messageContent ? 1 << 19 : 0 },
    _trace: [],
  });
  if ((session.intents & INTENT.guilds) === 0) return;
  for (const guild of guilds) push(session, 'GUILD_CREATE', toGuildCreate(state, guild));
};

const resume = (
  state: WorldState,
  sessions: Map<string, Session>,
  socket: WebSocket,
  said: Json,
): Session | null => {
  const session = sessions.get(word(said.session_id));
  if (word(said.token).replace(/^Bot /, '') !== state.token) {
    socket.close(4004, 'Authentication failed.');
    return null;
  }
  if (!session) {
    say(socket, { op: 9, d: false });
    return null;
  }
  session.socket?.terminate();
  Object.assign(session, { socket, isLosing: false, isFrozen: false });
  const from = num(said.seq);
  for (const { s, payload } of session.kept) if (s > from) say(socket, payload);
  push(session, 'RESUMED', { _trace: [] });
  return session;
};
