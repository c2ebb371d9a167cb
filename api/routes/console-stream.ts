import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Actor } from '../../core/member.ts';
import type { Change, Stores } from '../../core/ports/stores.ts';
import { type AuthOptions, callerBySession, callerOf } from '../plugins/auth.ts';
import { type EventStream, resumeAfter } from '../plugins/event-streams.ts';
import { createPump, type Pump } from '../pump.ts';
import { streamQuery } from '../schemas/console.ts';
import type { ApiServices } from '../services.ts';

/** What `changedSince` gives at once; a page that missed that much reads everything again. */
const PAGE = 500;

export interface ConsoleStreamOptions {
  readonly services: ApiServices;
  readonly auth: AuthOptions;
}

/** Everything that changes for one member, as it changes: messages in full, the rest as ids to read again. */
export const consoleStreamRoutes: FastifyPluginAsyncZod<ConsoleStreamOptions> = async (app, options) => {
  const { stores, changes } = options.services;

  app.get(
    '/stream',
    { config: { access: 'session' }, schema: { hide: true, querystring: streamQuery } },
    async (request, reply) => {
      const { actor, sessionHash } = callerOf(request);
      const { tenantId, memberId } = actor;
      // Found before the page hears that the stream is open: from then on it reads what is older by itself.
      const after =
        resumeAfter(request.headers['last-event-id'], request.query.after) ??
        (await stores.consoleChat.latestRevision(tenantId));
      const stillAllowed = async (): Promise<boolean> => {
        const caller = sessionHash ? await callerBySession(sessionHash, options.auth) : null;
        return caller?.actor.memberId === memberId;
      };
      const stream = app.openEventStream(reply, { kind: 'console', stillAllowed });
      const pump = createMessagePump(stores, actor, stream, after);
      const run = (): void => {
        // The page connects again and goes on; better than one that waits for nothing.
        pump.run().catch((error: unknown) => {
          request.log.warn({ err: error }, 'console stream ended');
          stream.end();
        });
      };
      const unsubscribe = changes.subscribe((change) => {
        if (change.topic === 'resync') {
          stream.send({ event: 'resync', data: {} });
          return run();
        }
        if (change.tenantId !== tenantId) return;
        if (change.topic !== 'console') announce(stream, change);
        else if (change.visibleTo === null || change.visibleTo === memberId) run();
      });
      stream.onEnd(unsubscribe);
      run();
      return reply;
    },
  );
};

const announce = (stream: EventStream, change: Exclude<Change, { topic: 'console' | 'resync' }>): void => {
  const { topic } = change;
  if (topic === 'trace') {
    stream.send({ event: topic, data: { taskId: change.taskId, stepOrder: change.stepOrder } });
  } else if (topic === 'task') stream.send({ event: topic, data: { taskId: change.taskId } });
  else stream.send({ event: topic, data: { approvalId: change.approvalId } });
};

/**
 * Messages in the order they were written; revisions become visible in that order, so that after the last one sent
 * there is nothing older. Several
 * changes of one message that happen meanwhile are one event.
 */
const createMessagePump = (
  stores: Pick<Stores, 'consoleChat' | 'threads'>,
  { tenantId, memberId }: Pick<Actor, 'tenantId' | 'memberId'>,
  stream: EventStream,
  after: number,
): Pump => {
  const keys = new Map<string, string>();
  let last = after;

  const keyOf = async (threadId: string): Promise<string | undefined> => {
    const key = keys.get(threadId) ?? (await stores.threads.byId(tenantId, threadId))?.threadKey;
    if (key !== undefined) keys.set(threadId, key);
    return key;
  };

  return createPump(async () => {
    const messages = await stores.consoleChat.changedSince(tenantId, memberId, last);
    if (messages.length >= PAGE) {
      last = await stores.consoleChat.latestRevision(tenantId);
      stream.send({ event: 'resync', id: last, data: {} });
      return;
    }
    for (const message of messages) {
      const threadKey = await keyOf(message.threadId);
      stream.send({ event: 'message', id: message.revision, data: { ...message, threadKey } });
      last = message.revision;
    }
  });
};
