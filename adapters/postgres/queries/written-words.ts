import type { Statement } from '../database.ts';
import { toText } from '../values.ts';

export const keepWords = (
  tenantId: string,
  threadId: string,
  messageId: string,
  { memberId, text }: { readonly memberId: string; readonly text: string },
): Statement => ({
  text: `insert into written_words (tenant_id, thread_id, message_id, member_id, content) values ($1, $2, $3, $4, $5)
    on conflict (tenant_id, thread_id, message_id) do nothing`,
  values: [tenantId, threadId, messageId, memberId, toText(text)],
});

export const readWords = (tenantId: string, threadId: string, messageId: string): Statement => ({
  text: 'select content from written_words where tenant_id = $1 and thread_id = $2 and message_id = $3',
  values: [tenantId, threadId, messageId],
});
