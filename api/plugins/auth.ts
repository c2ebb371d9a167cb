import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { AppError } from '../../core/errors.ts';
import type { Actor, Surface } from '../../core/member.ts';
import { API_SCOPES, type ApiScope, type Stores } from '../../core/ports/stores.ts';
import { text } from '../../core/text.ts';
import type { ResolveActor } from '../../core/usecases/resolve-actor.ts';
import { type Refusal, refuse, toRefusal } from '../problem.ts';

/** What a route asks for. `session`: the console's cookie, whatever the member's role. */
export type Access = 'public' | 'session' | ApiScope;

/** Who makes this request, as they are entitled at this moment. */
export interface Caller {
  readonly actor: Actor;
  readonly scopes: readonly ApiScope[];
  readonly surface: Extract<Surface, 'console' | 'api'>;
  /** Of the console's session; null with a key. */
  readonly sessionHash: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export interface AuthOptions {
  readonly credentials: Pick<Stores['credentials'], 'apiKey' | 'session'>;
  readonly resolveActor: ResolveActor;
  readonly cookieName: string;
  readonly publicUrl: string | null;
}

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const KEY = /^Bearer +([\w.~+/-]{8,300})$/i;
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** Below these, a route without a declared access is a mistake and stops the start. */
const GUARDED = ['/api/', '/console/', '/slack/'];

/** The caller of a route that asked for one. */
export const callerOf = (request: FastifyRequest): Caller => {
  if (!request.caller) throw new AppError('not_signed_in');
  return request.caller;
};

/** A key or a session becomes a caller; routes say what they need and nothing is open by accident. */
export const auth = fastifyPlugin<AuthOptions>(
  async (app, options) => {
    app.decorateRequest('caller', null);

    app.addHook('onRoute', (route) => {
      if (route.config?.access === undefined && GUARDED.some((prefix) => route.url.startsWith(prefix))) {
        throw new Error(`${route.method} ${route.url} does not say who may use it`);
      }
    });

    app.addHook('onRequest', async (request, reply) => {
      const access = request.routeOptions.config.access ?? 'public';
      if (access === 'public') return;
      request.caller = await findCaller(request, options);
      const refusal = checkCaller(request, access, options.publicUrl);
      if (refusal) return refuse(request, reply, refusal);
      const { actor } = callerOf(request);
      request.log = request.log.child({ tenant: actor.tenantId, member: actor.memberId });
    });
  },
  { name: 'auth', dependencies: ['@fastify/cookie'] },
);

/** A key counts before a cookie: a program that sends one means it. */
export const findCaller = async (request: FastifyRequest, options: AuthOptions): Promise<Caller | null> => {
  const { authorization } = request.headers;
  if (authorization !== undefined) return callerByKey(authorization, options);
  const cookie = request.cookies[options.cookieName];
  return cookie ? callerBySession(hashSecret(cookie), options) : null;
};

const callerByKey = async (
  authorization: string,
  { credentials, resolveActor }: AuthOptions,
): Promise<Caller | null> => {
  const secret = KEY.exec(authorization)?.[1];
  const holder = secret ? await credentials.apiKey(hashSecret(secret)) : null;
  const actor = holder && (await resolveActor(holder.tenantId, holder.memberId));
  return holder && actor ? { actor, scopes: holder.scopes, surface: 'api', sessionHash: null } : null;
};

/** The same session later: null when it ended, and another actor when its member was switched. */
export const callerBySession = async (
  sessionHash: string,
  { credentials, resolveActor }: AuthOptions,
): Promise<Caller | null> => {
  const holder = await credentials.session(sessionHash);
  const actor = holder && (await resolveActor(holder.tenantId, holder.memberId));
  return actor ? { actor, scopes: API_SCOPES, surface: 'console', sessionHash } : null;
};

const checkCaller = (request: FastifyRequest, access: Access, publicUrl: string | null): Refusal | null => {
  const { caller } = request;
  if (!caller) return toRefusal(new AppError('not_signed_in'));
  if (access === 'session' && !caller.sessionHash) return toRefusal(new AppError('not_signed_in'));
  if (caller.sessionHash && !READING.includes(request.method) && !isSameOrigin(request, publicUrl)) {
    return { status: 403, code: 'cross_site', text: text('api.cross_site') };
  }
  if (access === 'public' || access === 'session' || caller.scopes.includes(access)) return null;
  return { status: 403, code: 'scope_missing', text: text('api.scope_missing', { scope: access }) };
};

/** The browser says where a request comes from; one that does not say it is not our page. */
export const isSameOrigin = (request: FastifyRequest, publicUrl: string | null): boolean => {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin } = request.headers;
  if (origin === undefined) return site === 'same-origin';
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  const own = `${protocol}//${request.host}`;
  // Parsed, too: a default port may be written or left out.
  return URL.canParse(own) && new URL(own).host === host;
};
