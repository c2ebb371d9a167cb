import { AppError } from '../errors.ts';
import type { ChatStores } from '../ports/chat-stores.ts';
import { createPostedFake, createWordsFake } from './memory/chat-messages.ts';
import { createGroupFake, createIdentityFake } from './memory/chat-people.ts';
import { createChatSettingsFake, createInstallationFake } from './memory/chat-places.ts';
import { createBudgetFake, createInboxFake } from './memory/chat-traffic.ts';
import { guard, type InMemoryStores } from './stores.ts';

export interface InMemoryChatStores extends ChatStores {
  /** Every method throws AppError `store_unavailable` until it comes back. */
  goAway(): void;
  comeBack(): void;
}

/** The chats' stores in memory, with the members of these stores. */
export const createInMemoryChatStores = (
  { memory }: InMemoryStores,
  clock: { now(): Date } = { now: () => new Date() },
): InMemoryChatStores => {
  const now = (): number => clock.now().getTime();
  let away = false;
  const answer = (): void => {
    if (away) throw new AppError('store_unavailable');
  };
  return {
    installations: guard(createInstallationFake(), answer),
    identities: guard(
      createIdentityFake(memory, () => clock.now().toISOString()),
      answer,
    ),
    groups: guard(createGroupFake(memory), answer),
    chatSettings: guard(createChatSettingsFake(), answer),
    posted: guard(createPostedFake(memory, now), answer),
    words: guard(createWordsFake(memory), answer),
    inbox: guard(createInboxFake(now), answer),
    budget: guard(createBudgetFake(now), answer),
    goAway: () => {
      away = true;
    },
    comeBack: () => {
      away = false;
    },
  };
};
