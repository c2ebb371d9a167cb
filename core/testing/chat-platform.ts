import type { Notice } from '../card.ts';
import { AppError } from '../errors.ts';
import type { Platform } from '../member.ts';
import { formatText, type Reader } from '../messages/format.ts';
import type { ChatActor, ChatCapabilities, ChatPlatform } from '../ports/chat-platform.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import type { ThreadRef } from '../task.ts';
import type { Seen } from './chat-platform-contract.ts';
import { renderCard, renderForm, renderNotice } from './render-text.ts';
import { createTestIds } from './runtime.ts';

export interface InMemoryChat extends ChatPlatform, ThreadMessages {
  /** What this person sees in the thread, from top to bottom. */
  sees(member: ChatActor, thread: ThreadRef): readonly Seen[];
  /** The threads that were opened under a key. */
  opened(): readonly ThreadRef[];
  /** Every method throws AppError `chat_unavailable` until it comes back. */
  goAway(): void;
  comeBack(): void;
}

interface Post extends Seen {
  readonly tenantId: string;
  readonly threadId: string;
  readonly slot: string;
  readonly memberId: string | null;
}

const ALL: ChatCapabilities = { editsInPlace: true, privateReplies: true, forms: true, maxCardLength: null };

export interface InMemoryChatOptions {
  readonly platform?: Platform;
  /** What this platform lacks. */
  readonly can?: Partial<ChatCapabilities>;
  readonly reader: Reader;
}

/** A chat that keeps the contract in memory and can say what each person sees. */
export const createInMemoryChat = ({
  platform = 'console',
  can,
  reader,
}: InMemoryChatOptions): InMemoryChat => {
  const ids = createTestIds();
  const capabilities = { ...ALL, ...can };
  const posts: Post[] = [];
  const opened = new Map<string, ThreadRef>();
  let away = false;

  const put = async (post: Post): Promise<void> => {
    if (away) throw new AppError('chat_unavailable');
    const at = posts.findIndex(
      ({ tenantId, threadId, slot }) =>
        tenantId === post.tenantId && threadId === post.threadId && slot === post.slot,
    );
    const before = posts[at];
    if (before?.text === post.text) return;
    if (before && capabilities.editsInPlace) posts[at] = post;
    else {
      // What can't be edited loses its buttons where it stands, and the new state is posted below.
      if (before) posts[at] = { ...before, slot: `${before.slot} (old)`, buttons: [] };
      posts.push(post);
    }
  };
  const shorten = (words: string, link: string | undefined): string => {
    const limit = capabilities.maxCardLength;
    if (limit === null || words.length <= limit) return words;
    const end = `… ${link ?? ''}`;
    return words.slice(0, limit - end.length) + end;
  };
  const labels = (buttons: Notice['buttons'] = []): readonly string[] =>
    buttons.map(({ label }) => formatText(label, reader));
  const privately = (actor: ChatActor, thread: ThreadRef, slot: string, seen: Omit<Seen, 'by' | 'onlyYou'>) =>
    put({
      ...seen,
      by: null,
      onlyYou: true,
      tenantId: actor.tenantId,
      threadId: thread.threadId,
      slot: `${slot}:${actor.memberId}`,
      memberId: actor.memberId,
    });

  return {
    platform,
    capabilities: () => capabilities,
    publish: (tenantId, thread, slot, card) =>
      put({
        by: null,
        text: shorten(renderCard(card, reader), card.link),
        buttons: labels(card.buttons),
        onlyYou: false,
        tenantId,
        threadId: thread.threadId,
        slot,
        memberId: null,
      }),
    async openThread(tenantId, { channelId, workspaceId = tenantId, key }) {
      if (away) throw new AppError('chat_unavailable');
      const known = key === undefined ? undefined : opened.get(`${workspaceId}/${channelId}/${key}`);
      if (known) return known;
      const threadId = ids.next();
      const thread = { threadId, platform, workspaceId, channelId, threadKey: key ?? threadId };
      if (key !== undefined) opened.set(`${workspaceId}/${channelId}/${key}`, thread);
      return thread;
    },
    replyPrivately: (actor, thread, key, notice) =>
      privately(actor, thread, `notice:${key}`, {
        text: renderNotice(notice, reader),
        buttons: labels([...(notice.buttons ?? []), ...(notice.card?.buttons ?? [])]),
      }),
    openForm: (actor, thread, interaction, form) =>
      privately(actor, thread, `form:${interaction.id}`, {
        text: renderForm(form, reader),
        buttons: [formatText(form.submit, reader)],
      }),
    keep: (tenantId, thread, messageId, by, text) =>
      put({
        by: by.displayName,
        text,
        buttons: [],
        onlyYou: false,
        tenantId,
        threadId: thread.threadId,
        slot: `message:${messageId}`,
        memberId: null,
      }),
    async textOf(tenantId, _memberId, threadId, messageId) {
      if (away) throw new AppError('chat_unavailable');
      const found = posts.find(
        (post) =>
          post.tenantId === tenantId && post.threadId === threadId && post.slot === `message:${messageId}`,
      );
      return found?.text ?? null;
    },
    sees: (member, thread) =>
      posts
        .filter(
          (post) =>
            post.tenantId === member.tenantId &&
            post.threadId === thread.threadId &&
            (post.memberId === null || post.memberId === member.memberId),
        )
        .map(({ by, text, buttons, onlyYou }) => ({ by, text, buttons, onlyYou })),
    opened: () => [...opened.values()],
    goAway: () => {
      away = true;
    },
    comeBack: () => {
      away = false;
    },
  };
};
