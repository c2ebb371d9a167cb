import type { Card } from '../../core/card.ts';
import type { PersonRef } from '../../core/member.ts';
import { isPlace, type ThreadRef } from '../../core/task.ts';
import { text } from '../../core/text.ts';

/** What was said in a thread through a command or a form; null: people wrote it, and it is there already. */
export const saidCard = (thread: ThreadRef, messageId: string, by: PersonRef, words: string): Card | null => {
  if (/^\d+$/.test(messageId) || isPlace(thread)) return null;
  return {
    kind: 'notice',
    tone: 'neutral',
    sign: '›',
    title: text('discord.said', { by: by.displayName, words }),
    state: [],
    sections: [],
    buttons: [],
  };
};
