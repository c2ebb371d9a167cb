import { AppError } from '../../core/errors.ts';
import type { ChatActor, ChatPlatform } from '../../core/ports/chat-platform.ts';
import type { ConsoleChatStore, ThreadStore } from '../../core/ports/stores.ts';
import type { ThreadMessages } from '../../core/ports/thread-messages.ts';
import type { ThreadRef } from '../../core/task.ts';

export interface ConsoleChatDeps {
  readonly chat: ConsoleChatStore;
  readonly threads: ThreadStore;
  /** A new id for a thread that nobody named. */
  readonly newId: () => string;
}

const BOT = { kind: 'bot' } as const;

/** The slot of what a person wrote. */
const messageSlot = (messageId: string): `message:${string}` => `message:${messageId}`;

/** The database is the chat: when it is away, so is the chat. */
const asChat = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === 'store_unavailable') {
      throw new AppError('chat_unavailable', {}, { cause: error });
    }
    throw error;
  }
};

/** The local web chat: messages are rows, and the page is told of each write by the change feed. */
export const createConsoleChat = ({
  chat,
  threads,
  newId,
}: ConsoleChatDeps): ChatPlatform & ThreadMessages => {
  const putPrivately = (
    actor: ChatActor,
    thread: ThreadRef,
    slot: string,
    body: Parameters<ConsoleChatStore['put']>[1]['body'],
  ): Promise<void> =>
    asChat(
      chat.put(actor.tenantId, {
        threadId: thread.threadId,
        slot,
        author: BOT,
        body,
        visibleTo: actor.memberId,
      }),
    );

  return {
    platform: 'console',
    capabilities: () => ({ editsInPlace: true, privateReplies: true, forms: true, maxCardLength: null }),
    publish: (tenantId, thread, slot, card) =>
      asChat(
        chat.put(tenantId, {
          threadId: thread.threadId,
          slot,
          author: BOT,
          body: { kind: 'card', card },
          visibleTo: null,
        }),
      ),
    openThread: (tenantId, { channelId, key }) =>
      asChat(
        threads.ensure(tenantId, {
          platform: 'console',
          workspaceId: tenantId,
          channelId,
          threadKey: key ?? newId(),
        }),
      ),
    replyPrivately: (actor, thread, key, notice) =>
      putPrivately(actor, thread, `notice:${actor.memberId}:${key}`, { kind: 'notice', notice }),
    openForm: (actor, thread, interaction, form) =>
      putPrivately(actor, thread, `form:${actor.memberId}:${interaction.id}`, {
        kind: 'form',
        form,
        interactionId: interaction.id,
      }),
    keep: (tenantId, thread, messageId, by, text) =>
      asChat(
        chat.put(tenantId, {
          threadId: thread.threadId,
          slot: messageSlot(messageId),
          author: { kind: 'member', ...by },
          body: { kind: 'text', text },
          visibleTo: null,
        }),
      ),
    async textOf(tenantId, memberId, threadId, messageId) {
      const message = await asChat(chat.message(tenantId, memberId, threadId, messageSlot(messageId)));
      return message?.body.kind === 'text' ? message.body.text : null;
    },
  };
};
