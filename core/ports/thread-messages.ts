import type { PersonRef } from '../member.ts';
import type { ThreadRef } from '../task.ts';

/** What people wrote, by the chat's own message id: to send it again, or to run what was meant. */
export interface ThreadMessages {
  /** Shows what was written in the thread, where the platform does not do that by itself. Safe to repeat. */
  keep(tenantId: string, thread: ThreadRef, messageId: string, by: PersonRef, text: string): Promise<void>;
  /** null: there is no such message, or this member may not see it. */
  textOf(tenantId: string, memberId: string, threadId: string, messageId: string): Promise<string | null>;
}
