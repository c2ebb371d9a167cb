import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import type { PostedMessageStore } from '../ports/chat-stores.ts';
import type { ThreadRef } from '../task.ts';
import { createInMemoryChatStores } from '../testing/chat-stores.ts';
import { createInMemoryStores } from '../testing/stores.ts';
import { createSlotWriter, type SlotWrite } from './slot-writer.ts';

const lost = new AppError('chat_unavailable', { outcome: 'unknown' });

/** A chat that keeps what was posted, in a thread of its own. */
const start = async (over: Partial<PostedMessageStore> = {}) => {
  const stores = createInMemoryStores();
  const tenant = await stores.seed.tenant('Here');
  const place = { platform: 'slack', workspaceId: 'T1', channelId: 'C1', threadKey: '1.1' } as const;
  const thread: ThreadRef = await stores.threads.ensure(tenant.id, place);
  const { posted } = createInMemoryChatStores(stores);
  const write = createSlotWriter({
    posted: { ...posted, ...over },
    sleep: async () => undefined,
    now: Date.now,
    rootSlot: 'message:root',
  });
  const channel: string[] = [];
  const show = (contentHash: string, more: Partial<SlotWrite> = {}): Promise<string | null> =>
    write({
      tenantId: tenant.id,
      thread,
      slot: 'approval:1',
      contentHash,
      final: false,
      find: async () => (channel.length > 0 ? `m${channel.length - 1}` : null),
      put: async (before) => {
        if (before) channel[Number(before.slice(1))] = contentHash;
        else channel.push(contentHash);
        return before ?? `m${channel.length - 1}`;
      },
      isOutcomeUnknown: (error) => error === lost,
      ...more,
    });
  return { channel, show, posted };
};

it('edits the message it posted, and nothing for the same look', async () => {
  const { channel, show } = await start();
  await show('first');
  await show('first');
  await show('second');
  expect(channel).toEqual(['second']);
});

it('shows nothing older over an end', async () => {
  const { channel, show } = await start();
  await show('end', { final: true });
  await show('older');
  expect(channel).toEqual(['end']);
});

it('finds a post again that nobody answered for', async () => {
  const { channel, show } = await start();
  const put = async (): Promise<string> => {
    channel.push('first');
    throw lost;
  };
  await expect(show('first', { put })).rejects.toBe(lost);
  await show('second');
  expect(channel).toEqual(['second']);
});

it('finds a post again whose address could not be written down', async () => {
  let broken = true;
  const down = new AppError('store_unavailable');
  const { channel, show, posted } = await start({
    settle: (...args) => {
      if (!broken) return posted.settle(...args);
      broken = false;
      return Promise.reject(down);
    },
  });
  await expect(show('first')).rejects.toBe(down);
  await show('second');
  expect(channel).toEqual(['second']);
});

it('posts anew after a refusal, which posted nothing', async () => {
  const { channel, show } = await start();
  const refused = new Error('no');
  await expect(show('first', { put: () => Promise.reject(refused) })).rejects.toBe(refused);
  await show('second', { find: () => Promise.reject(new Error('nothing to look for')) });
  expect(channel).toEqual(['second']);
});
