import type { Card, Form, Notice } from '../card.ts';
import type { PersonRef, Platform } from '../member.ts';
import type { ThreadRef } from '../task.ts';

/** Where a message lives: `task:<id>`, `approval:<id>`, `answer:<id>:<part>`, `message:<id>`. */
export type Slot = `${'task' | 'approval' | 'answer' | 'message' | 'list'}:${string}`;

/** Somebody in a chat, addressed for a private answer. */
export interface ChatActor {
  readonly tenantId: string;
  readonly memberId: string;
}

/** The click or command that may open a dialog. Opaque to everybody but the platform that made it. */
export interface Interaction {
  readonly id: string;
}

/** Where a thread is to be opened. */
export interface NewThread {
  readonly channelId: string;
  /** Absent: the only one there is. */
  readonly workspaceId?: string;
  readonly title: string;
  /** The same key again in the same channel is the same thread. */
  readonly key?: string;
  /** Whose matter it is. */
  readonly by?: PersonRef;
}

export interface ChatCapabilities {
  readonly editsInPlace: boolean;
  readonly privateReplies: boolean;
  readonly forms: boolean;
  /** Longest card text in characters; null when there is no limit. */
  readonly maxCardLength: number | null;
}

/**
 * A place where people talk. `publish` to a slot that was used before edits that message, so repeating it is safe.
 * Every method throws AppError `chat_unavailable` when the platform can't be reached, and `publish` throws
 * `chat_closed` when that place is closed for good and there is no way to who asked either.
 */
export interface ChatPlatform {
  readonly platform: Platform;
  capabilities(): ChatCapabilities;
  publish(tenantId: string, thread: ThreadRef, slot: Slot, card: Card): Promise<void>;
  openThread(tenantId: string, place: NewThread): Promise<ThreadRef>;
  /** Seen by that person alone, in that thread. `key` makes a repeat an edit. */
  replyPrivately(actor: ChatActor, thread: ThreadRef, key: string, notice: Notice): Promise<void>;
  openForm(actor: ChatActor, thread: ThreadRef, interaction: Interaction, form: Form): Promise<void>;
}
