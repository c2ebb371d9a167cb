import type { ConsoleMessage } from '../../../core/ports/stores.ts';

export interface ConsoleMessageRow extends Omit<ConsoleMessage, 'author'> {
  readonly authorId: string | null;
  readonly authorName: string;
}

/** What this member ($2) may see of tenant $1. */
export const SELECT_CONSOLE_MESSAGE = `
  select c.thread_id as "threadId", c.slot, c.seq, c.revision, c.author_member_id as "authorId",
    m.display_name as "authorName", c.body, c.visible_to_member_id as "visibleTo", c.created_at as "createdAt",
    c.updated_at as "updatedAt"
  from console_messages c
  left join members m on m.tenant_id = c.tenant_id and m.id = c.author_member_id
  where c.tenant_id = $1 and (c.visible_to_member_id is null or c.visible_to_member_id = $2)`;

export const toConsoleMessage = ({ authorId, authorName, ...row }: ConsoleMessageRow): ConsoleMessage => ({
  ...row,
  author:
    authorId === null ? { kind: 'bot' } : { kind: 'member', memberId: authorId, displayName: authorName },
});
