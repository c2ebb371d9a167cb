import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Card, Form, Notice } from '../card.ts';
import type { PersonRef } from '../member.ts';
import type { ChatActor, ChatPlatform, Slot } from '../ports/chat-platform.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import type { ThreadRef } from '../task.ts';
import { raw, text } from '../text.ts';

/** One message as a person sees it, in plain words. */
export interface Seen {
  /** Who wrote it; null: the bot. */
  readonly by: string | null;
  readonly text: string;
  /** Labels of the buttons that can be pressed. */
  readonly buttons: readonly string[];
  readonly onlyYou: boolean;
}

export interface ChatHarness {
  readonly chat: ChatPlatform;
  /** How the platform finds again what people wrote. */
  readonly messages: ThreadMessages;
  /** Two members of one organization, and one of another. */
  readonly people: {
    readonly anna: ChatActor & PersonRef;
    readonly ben: ChatActor & PersonRef;
    readonly stranger: ChatActor & PersonRef;
  };
  /** A new empty thread of Anna's organization. */
  thread(): Promise<ThreadRef>;
  /** What this person sees in the thread now, from top to bottom. Readers are English. */
  sees(member: ChatActor, thread: ThreadRef): Promise<readonly Seen[]>;
  /** The platform can't be reached until it is back. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** What a platform may lack. Each lack is a named test that says what a person gets instead. */
export type Lack = 'edits' | 'private replies' | 'forms' | 'long cards';

const card = (title: string, over: Partial<Card> = {}): Card => ({
  kind: 'task',
  tone: 'running',
  sign: '◔',
  title: raw(title),
  state: [text('card.status.executing')],
  number: 'T-7',
  sections: [{ kind: 'answer', text: raw('all of it') }],
  buttons: [
    { action: 'stop', value: randomUUID(), label: text('card.button.stop'), style: 'plain' },
    { action: 'task_details', value: randomUUID(), label: text('card.button.details'), style: 'plain' },
  ],
  link: '/tasks/T-7',
  ...over,
});

const notice = (words: string, over: Partial<Notice> = {}): Notice => ({
  tone: 'neutral',
  text: raw(words),
  ...over,
});

const form = (title: string): Form => ({
  action: 'reject',
  value: randomUUID(),
  title: raw(title),
  fields: [{ name: 'reason', label: raw('Why not?'), kind: 'multiline', required: true }],
  submit: raw('Send it'),
});

const slot = (): Slot => `task:${randomUUID()}`;

/** What a chat promises, in terms of what people see in the thread. Run on the fake and on every adapter. */
export const describeChatPlatform = (
  name: string,
  lacks: readonly Lack[],
  start: () => Promise<ChatHarness>,
): void => {
  describe(`chat platform: ${name}`, () => {
    let harness: ChatHarness;
    let thread: ThreadRef;
    beforeAll(async () => {
      harness = await start();
    });
    beforeEach(async () => {
      thread = await harness.thread();
    });
    afterAll(() => harness.close());

    const sees = (who: keyof ChatHarness['people']): Promise<readonly Seen[]> =>
      harness.sees(harness.people[who], thread);
    const wordsFor = async (who: keyof ChatHarness['people']): Promise<string> =>
      (await sees(who)).map((message) => message.text).join('\n');
    const publish = (at: Slot, shown: Card): Promise<void> =>
      harness.chat.publish(harness.people.anna.tenantId, thread, at, shown);

    it(`can everything${lacks.length > 0 ? `, but for: ${lacks.join(', ')}` : ''}`, () => {
      const can = harness.chat.capabilities();
      const missing: Lack[] = [];
      if (!can.editsInPlace) missing.push('edits');
      if (!can.privateReplies) missing.push('private replies');
      if (!can.forms) missing.push('forms');
      if (can.maxCardLength !== null) missing.push('long cards');
      expect(missing).toEqual(lacks);
    });

    describeCards({ lacks, publish, sees, wordsFor, harness: () => harness });
    describePrivacy({ lacks, wordsFor, sees, harness: () => harness, thread: () => thread });
    describeThreads({ publish, wordsFor, sees, harness: () => harness, thread: () => thread });
  });
};

interface Tools {
  readonly lacks: readonly Lack[];
  readonly harness: () => ChatHarness;
  readonly thread: () => ThreadRef;
  publish(at: Slot, shown: Card): Promise<void>;
  sees(who: keyof ChatHarness['people']): Promise<readonly Seen[]>;
  wordsFor(who: keyof ChatHarness['people']): Promise<string>;
}

const describeCards = ({ lacks, publish, sees, wordsFor, harness }: Omit<Tools, 'thread'>): void => {
  it('shows a card to everybody: state and word, number, all of its answer, buttons', async () => {
    await publish(slot(), card('Weekly report'));
    for (const who of ['anna', 'ben'] as const) {
      const [message, ...more] = await sees(who);
      expect(more).toEqual([]);
      expect(message).toMatchObject({ by: null, buttons: ['Stop', 'Details'], onlyYou: false });
      for (const words of ['◔', 'Weekly report', 'running', 'T-7', 'all of it']) {
        expect(message?.text).toContain(words);
      }
    }
  });

  it(
    lacks.includes('edits')
      ? 'posts a changed card anew below, and takes the buttons off the old one'
      : 'edits the card when its slot is used again, in its old place',
    async () => {
      const at = slot();
      await publish(at, card('First'));
      await publish(slot(), card('Second'));
      await publish(at, card('First, changed', { buttons: [] }));
      const shown = await sees('ben');
      const newest = lacks.includes('edits') ? shown.at(-1) : shown[0];
      expect(newest?.text).toContain('First, changed');
      expect(newest?.buttons).toEqual([]);
      expect(shown).toHaveLength(lacks.includes('edits') ? 3 : 2);
      if (lacks.includes('edits')) expect(shown[0]?.buttons).toEqual([]);
    },
  );

  it('shows a card once when it is published again unchanged, also many times at once', async () => {
    const at = slot();
    const same = card('Once');
    await publish(at, same);
    await Promise.all(Array.from({ length: 5 }, () => publish(at, same)));
    expect(await sees('anna')).toHaveLength(1);
  });

  it(
    lacks.includes('long cards')
      ? 'shows the first part of a long card, and where the whole of it is'
      : 'shows a long card whole',
    async () => {
      const long = `${'word '.repeat(4000)}last word`;
      await publish(slot(), card('Long', { sections: [{ kind: 'answer', text: raw(long) }] }));
      const words = await wordsFor('anna');
      const limit = harness().chat.capabilities().maxCardLength;
      expect(words).toContain('word word');
      if (limit === null) expect(words).toContain('last word');
      else {
        expect(words.length).toBeLessThanOrEqual(limit);
        expect(words).toContain('/tasks/T-7');
      }
    },
  );

  it('shows words as they are, whatever markup they look like', async () => {
    const odd = '<b>*bold*</b> `code` &amp; {brace} @everyone <!channel> | "quoted"';
    await publish(slot(), card(odd));
    expect(await wordsFor('ben')).toContain(odd);
  });
};

const describePrivacy = ({ lacks, sees, wordsFor, harness, thread }: Omit<Tools, 'publish'>): void => {
  it(
    lacks.includes('private replies')
      ? 'answers a person where nobody else of the thread sees it'
      : 'answers a person privately in the thread: nobody else sees it',
    async () => {
      const { anna } = harness().people;
      await harness().chat.replyPrivately(anna, thread(), 'k', notice('For Anna alone'));
      expect(await wordsFor('anna')).toContain('For Anna alone');
      expect((await sees('anna')).at(-1)?.onlyYou).toBe(true);
      expect(await sees('ben')).toEqual([]);
    },
  );

  it('answers once for one key, however often it is repeated, and each person apart', async () => {
    const { anna, ben } = harness().people;
    const { chat } = harness();
    await chat.replyPrivately(anna, thread(), 'k', notice('To Anna'));
    await chat.replyPrivately(anna, thread(), 'k', notice('To Anna'));
    await chat.replyPrivately(ben, thread(), 'k', notice('To Ben'));
    expect((await sees('anna')).map((message) => message.text)).toEqual(['To Anna']);
    expect((await sees('ben')).map((message) => message.text)).toEqual(['To Ben']);
  });

  it('shows a private answer with its buttons and its card', async () => {
    const { anna } = harness().people;
    const offered = notice('Did you mean that?', {
      buttons: [{ action: 'run_suggestion', value: 'm1', label: raw('Run that'), style: 'primary' }],
      card: card('Whole trace', { kind: 'list', buttons: [] }),
    });
    await harness().chat.replyPrivately(anna, thread(), 'k', offered);
    const [message] = await sees('anna');
    expect(message?.text).toContain('Did you mean that?');
    expect(message?.text).toContain('Whole trace');
    expect(message?.buttons).toEqual(['Run that']);
  });

  it(
    lacks.includes('forms')
      ? 'asks in words, of that person alone, where a form would be'
      : 'opens a form for that person alone',
    async () => {
      const { anna } = harness().people;
      await harness().chat.openForm(anna, thread(), { id: randomUUID() }, form('Reject A-5'));
      const words = await wordsFor('anna');
      for (const part of ['Reject A-5', 'Why not?']) expect(words).toContain(part);
      expect(await sees('ben')).toEqual([]);
    },
  );
};

const describeThreads = ({ publish, sees, wordsFor, harness, thread }: Omit<Tools, 'lacks'>): void => {
  it('keeps threads apart', async () => {
    await publish(slot(), card('Here'));
    const other = await harness().thread();
    expect(await harness().sees(harness().people.anna, other)).toEqual([]);
    expect(await wordsFor('anna')).toContain('Here');
  });

  it('opens a new thread in a channel', async () => {
    const { chat, people } = harness();
    const { channelId } = thread();
    const opened = await chat.openThread(people.anna.tenantId, { channelId, title: 'A new matter' });
    expect(opened).toMatchObject({ platform: chat.platform, channelId });
    expect(opened.threadId).not.toBe(thread().threadId);
    await chat.publish(people.anna.tenantId, opened, slot(), card('In the new thread'));
    const seen = await harness().sees(people.ben, opened);
    expect(seen.map((message) => message.text).join()).toContain('In the new thread');
    expect(await sees('ben')).toEqual([]);
  });

  it('opens one thread for one key, however often it is asked', async () => {
    const { chat, people } = harness();
    const { channelId, workspaceId } = thread();
    const { memberId, displayName } = people.anna;
    const place = { channelId, workspaceId, title: 'A new matter', by: { memberId, displayName } };
    const open = (key: string) => chat.openThread(people.anna.tenantId, { ...place, key });
    const [mine, other] = [randomUUID(), randomUUID()];
    const first = await open(mine);
    expect(await open(mine)).toEqual(first);
    expect((await open(other)).threadId).not.toBe(first.threadId);
    expect(first.threadId).not.toBe(thread().threadId);
  });

  it('shows nothing of it to another organization', async () => {
    await publish(slot(), card('Internal'));
    expect(await sees('stranger')).toEqual([]);
  });

  it('shows what people wrote, once, and finds it again by its id', async () => {
    const { messages, people } = harness();
    const { anna, ben, stranger } = people;
    const id = randomUUID();
    const keep = () => messages.keep(anna.tenantId, thread(), id, anna, '/run workspace-reprot');
    await keep();
    await Promise.all([keep(), keep()]);
    expect(await sees('ben')).toMatchObject([
      { by: anna.displayName, text: '/run workspace-reprot', onlyYou: false },
    ]);
    const find = (who: ChatActor, messageId: string) =>
      messages.textOf(who.tenantId, who.memberId, thread().threadId, messageId);
    expect(await find(ben, id)).toBe('/run workspace-reprot');
    expect(await find(anna, randomUUID())).toBeNull();
    expect(await find(stranger, id)).toBeNull();
  });

  it('says that it can’t be reached, shows nothing half, and goes on when it is back', async () => {
    const at = slot();
    await publish(at, card('Before'));
    await harness().goAway();
    const { anna } = harness().people;
    await expect(publish(at, card('After'))).rejects.toMatchObject({ code: 'chat_unavailable' });
    await expect(
      harness().chat.replyPrivately(anna, thread(), 'k', notice('While away')),
    ).rejects.toMatchObject({ code: 'chat_unavailable' });
    await harness().comeBack();
    expect(await wordsFor('anna')).not.toMatch(/After|While away/);
    // The first call after an outage may still meet a broken connection; whoever posts tries again.
    await vi.waitFor(() => publish(at, card('After')), { timeout: 10_000 });
    expect(await wordsFor('anna')).toContain('After');
  });
};
