import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Actor, Member } from '../../core/member.ts';
import type { ThreadRef } from '../../core/task.ts';
import { callerOf } from '../plugins/auth.ts';
import {
  catalogueBody,
  messageList,
  newAction,
  newMessage,
  session,
  switchBody,
  threadList,
  threadParams,
} from '../schemas/console.ts';
import type { ApiServices } from '../services.ts';
import type { SessionCookie } from '../session-cookie.ts';

export interface ConsoleOptions {
  readonly services: ApiServices;
  readonly local: boolean;
  readonly cookie: SessionCookie;
}

const config = { access: 'session' } as const;
const THREADS = 100;

const toMember = ({ id, displayName, role, locale }: Member) => ({ id, displayName, role, locale });

/** What the page needs beside `/api/v1`: who I am, the chat, and what can be run. For the page only. */
export const consoleRoutes: FastifyPluginAsyncZod<ConsoleOptions> = async (app, options) => {
  const { services, local, cookie } = options;
  const { stores } = services;

  app.get('/session', { config, schema: { hide: true, response: { 200: session } } }, async (request) => {
    const { actor } = callerOf(request);
    const [tenant, members] = await Promise.all([
      stores.members.tenant(actor.tenantId),
      local ? stores.members.list(actor.tenantId) : [],
    ]);
    if (!tenant) throw new AppError('not_signed_in');
    const member = { id: actor.memberId, ...actor };
    return {
      tenant: { name: tenant.name },
      member: { ...toMember(member), groups: [...actor.groups] },
      members: members.map(toMember),
      local,
    };
  });

  app.delete('/session', { config, schema: { hide: true } }, async (request, reply) => {
    const { sessionHash } = callerOf(request);
    if (sessionHash) await stores.credentials.endSession(sessionHash);
    return reply.clearCookie(cookie.name, cookie.options).code(204).send();
  });

  // One person trying a two-person approval; anywhere else this would be a way to become somebody else.
  if (local) {
    app.post(
      '/session/member',
      { config, schema: { hide: true, body: switchBody } },
      async (request, reply) => {
        const { actor, sessionHash } = callerOf(request);
        const { memberId } = request.body;
        const member = await stores.members.byId(actor.tenantId, memberId);
        const switched =
          member && sessionHash && (await stores.credentials.switchMember(sessionHash, memberId));
        if (!switched) throw new AppError('not_found');
        request.log.info({ to: memberId }, 'member switched');
        return reply.code(204).send();
      },
    );
  }

  app.get(
    '/catalogue',
    { config, schema: { hide: true, response: { 200: catalogueBody } } },
    async (request) => {
      const { runbooks, actions } = await stores.catalogue.read(callerOf(request).actor.tenantId);
      return { runbooks: runbooks.map(spread), actions: actions.map(spread) };
    },
  );

  app.get('/threads', { config, schema: { hide: true, response: { 200: threadList } } }, async (request) => {
    const { tenantId, memberId } = callerOf(request).actor;
    const threads = await stores.consoleChat.threads(tenantId, memberId, THREADS);
    return { threads: threads.map((entry) => ({ ...entry, threadKey: entry.thread.threadKey })) };
  });

  app.get(
    '/threads/:threadKey/messages',
    { config, schema: { hide: true, params: threadParams, response: { 200: messageList } } },
    async (request) => {
      const { actor } = callerOf(request);
      const thread = await openThread(services, actor, request.params.threadKey);
      const messages = await stores.consoleChat.messages(actor.tenantId, actor.memberId, thread.threadId);
      return { thread: spread(thread), messages: messages.map(spread) };
    },
  );

  app.post(
    '/threads/:threadKey/messages',
    {
      config,
      schema: { hide: true, params: threadParams, body: newMessage, response: { 202: z.object({}) } },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const thread = await openThread(services, actor, request.params.threadKey);
      const { messageId, text } = request.body;
      await services.handleMessage({ actor, platform: 'console', thread, messageId, text, mentioned: false });
      reply.code(202);
      return {};
    },
  );

  app.post(
    '/actions',
    { config, schema: { hide: true, body: newAction, response: { 202: z.object({}) } } },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { threadKey, action, value, values, interactionId, shownDigest } = request.body;
      const thread = await openThread(services, actor, threadKey);
      await services.handleAction({
        actor,
        platform: 'console',
        thread,
        action,
        value,
        interaction: { id: interactionId },
        ...(values === undefined ? {} : { values }),
        ...(shownDigest === undefined ? {} : { shownDigest }),
      });
      reply.code(202);
      return {};
    },
  );
};

const spread = (value: object): Record<string, unknown> => ({ ...value });

/** The page makes the key; the thread is there from the first look at it. */
const openThread = ({ stores }: ApiServices, { tenantId }: Actor, threadKey: string): Promise<ThreadRef> =>
  stores.threads.ensure(tenantId, {
    platform: 'console',
    workspaceId: tenantId,
    channelId: 'main',
    threadKey,
  });
