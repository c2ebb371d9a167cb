import { randomUUID } from 'node:crypto';
import type { CardButton } from '../../../core/card.ts';
import { formatText, type Reader } from '../../../core/messages/format.ts';
import type { ConsoleMessage, Stores } from '../../../core/ports/stores.ts';
import type { ChatHarness, Seen } from '../../../core/testing/chat-platform-contract.ts';
import { renderCard, renderForm, renderNotice } from '../../../core/testing/render-text.ts';
import type { StoresSeed } from '../../../core/testing/stores-seed.ts';
import { createConsoleChat } from '../console-chat.ts';

const READER: Reader = { locale: 'en', timeZone: 'UTC' };

const labels = (buttons: readonly CardButton[] = []): readonly string[] =>
  buttons.map(({ label }) => formatText(label, READER));

/** A stored message as the page draws it: in words, with the buttons that can be pressed. */
const toSeen = ({ author, body, visibleTo }: ConsoleMessage): Seen => {
  const common = { by: author.kind === 'bot' ? null : author.displayName, onlyYou: visibleTo !== null };
  switch (body.kind) {
    case 'text':
      return { ...common, text: body.text, buttons: [] };
    case 'card':
      return { ...common, text: renderCard(body.card, READER), buttons: labels(body.card.buttons) };
    case 'notice': {
      const { notice } = body;
      const buttons = labels([...(notice.buttons ?? []), ...(notice.card?.buttons ?? [])]);
      return { ...common, text: renderNotice(notice, READER), buttons };
    }
    case 'form':
      return {
        ...common,
        text: renderForm(body.form, READER),
        buttons: [formatText(body.form.submit, READER)],
      };
  }
};

export interface ConsoleHarnessParts {
  /** What the chat under test writes to. */
  readonly stores: Stores;
  /** Where the test looks; the same rows. */
  readonly look: Stores;
  readonly seed: StoresSeed;
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The console over any stores, as the contract of chat platforms wants it. */
export const startConsoleHarness = async (parts: ConsoleHarnessParts): Promise<ChatHarness> => {
  const { stores, look, seed } = parts;
  const chat = createConsoleChat({ chat: stores.consoleChat, threads: stores.threads, newId: randomUUID });
  const [tenant, other] = [await seed.tenant('Here'), await seed.tenant('Elsewhere')];
  const person = async (tenantId: string, displayName: string) => {
    const { id } = await seed.member(tenantId, displayName, 'requester');
    return { tenantId, memberId: id, displayName };
  };
  return {
    ...parts,
    chat,
    messages: chat,
    people: {
      anna: await person(tenant.id, 'Anna'),
      ben: await person(tenant.id, 'Ben'),
      stranger: await person(other.id, 'Eve'),
    },
    thread: () =>
      look.threads.ensure(tenant.id, {
        platform: 'console',
        workspaceId: tenant.id,
        channelId: 'main',
        threadKey: randomUUID(),
      }),
    sees: async ({ tenantId, memberId }, { threadId }) =>
      (await look.consoleChat.messages(tenantId, memberId, threadId)).map(toSeen),
  };
};
