import { randomUUID } from 'node:crypto';
import type { ChatCapabilities } from '../ports/chat-platform.ts';
import { createInMemoryChat } from './chat-platform.ts';
import { type ChatHarness, describeChatPlatform } from './chat-platform-contract.ts';

const start = async (can: Partial<ChatCapabilities> = {}): Promise<ChatHarness> => {
  const chat = createInMemoryChat({ can, reader: { locale: 'en', timeZone: 'UTC' } });
  const tenantId = randomUUID();
  const person = (displayName: string, organization = tenantId) => ({
    tenantId: organization,
    memberId: randomUUID(),
    displayName,
  });
  return {
    chat,
    messages: chat,
    people: { anna: person('Anna'), ben: person('Ben'), stranger: person('Eve', randomUUID()) },
    thread: () => chat.openThread(tenantId, { channelId: 'main', title: '' }),
    sees: async (member, thread) => chat.sees(member, thread),
    goAway: async () => chat.goAway(),
    comeBack: async () => chat.comeBack(),
    close: async () => undefined,
  };
};

describeChatPlatform('in memory', [], start);

// A poor platform shows that the suite names what is missing rather than leaving it out.
describeChatPlatform(
  'in memory, with everything missing that may be',
  ['edits', 'private replies', 'forms', 'long cards'],
  () => start({ editsInPlace: false, privateReplies: false, forms: false, maxCardLength: 3000 }),
);
