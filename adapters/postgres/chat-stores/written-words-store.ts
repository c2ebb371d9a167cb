import type { WrittenWordsStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import { keepWords, readWords } from '../queries/written-words.ts';
import { isUuid } from '../values.ts';
import { refuseMissing } from './refuse-missing.ts';

export const createWrittenWordsStore = (db: Database): WrittenWordsStore => ({
  async keep(tenantId, threadId, messageId, words) {
    await refuseMissing([threadId, words.memberId], () =>
      db.run(tenantId, keepWords(tenantId, threadId, messageId, words)),
    );
  },
  async textOf(tenantId, threadId, messageId) {
    if (!isUuid(threadId)) return null;
    const statement = readWords(tenantId, threadId, messageId);
    return (await db.run<{ readonly content: string }>(tenantId, statement))[0]?.content ?? null;
  },
});
