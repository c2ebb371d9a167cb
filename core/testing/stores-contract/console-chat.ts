import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../ports/stores.ts';
import type { RunbookInfo } from '../../runbook.ts';
import { createWorld, ended, type StoresHarness, step, type World } from './world.ts';

export const describeConsoleChat = (harness: () => StoresHarness): void => {
  describe('console chat, catalogue and changes', () => {
    let world: World;
    const store = () => harness().stores.consoleChat;
    beforeAll(async () => {
      world = await createWorld(harness());
    });

    const text = (threadId: string, slot: string, words: string, visibleTo: string | null = null) => ({
      threadId,
      slot,
      author: {
        kind: 'member',
        memberId: world.requester.id,
        displayName: world.requester.displayName,
      } as const,
      body: { kind: 'text', text: words } as const,
      visibleTo,
    });
    const wordsOf = (messages: readonly { readonly body: object }[]) =>
      messages.map((message) => (message.body as { readonly text: string }).text);

    it('shows a thread in order, and an edit in its place', async () => {
      const { threadId } = await world.thread();
      await store().put(world.tenant.id, text(threadId, 'message:1', 'one'));
      await store().put(world.tenant.id, text(threadId, 'message:2', 'two'));
      const [before] = await store().messages(world.tenant.id, world.approver.id, threadId);
      await store().put(world.tenant.id, text(threadId, 'message:1', 'one, edited'));
      const messages = await store().messages(world.tenant.id, world.approver.id, threadId);
      expect(wordsOf(messages)).toEqual(['one, edited', 'two']);
      expect(messages[0]).toMatchObject({
        seq: before?.seq,
        author: { displayName: 'Rita' },
        visibleTo: null,
      });
      expect(messages[0]?.revision).toBeGreaterThan(messages[1]?.revision ?? 0);
      const { id } = world.approver;
      const message = await store().message(world.tenant.id, id, threadId, 'message:2');
      expect(message).toEqual(messages[1]);
      expect(await store().message(world.tenant.id, id, threadId, 'message:3')).toBeNull();
      expect(await store().messages(world.tenant.id, id, 'no id')).toEqual([]);
    });

    it('writes nothing when nothing changed', async () => {
      const { threadId } = await world.thread();
      const bot = { ...text(threadId, 'task:1', 'working'), author: { kind: 'bot' } as const };
      await store().put(world.tenant.id, bot);
      const before = await store().messages(world.tenant.id, world.approver.id, threadId);
      await store().put(world.tenant.id, bot);
      expect(await store().messages(world.tenant.id, world.approver.id, threadId)).toEqual(before);
      expect(before[0]?.author).toEqual({ kind: 'bot' });
    });

    it('keeps private words private', async () => {
      const { threadId } = await world.thread();
      await store().put(world.tenant.id, text(threadId, 'answer:1:a', 'only you', world.requester.id));
      const { tenant, requester, approver } = world;
      expect(wordsOf(await store().messages(tenant.id, requester.id, threadId))).toEqual(['only you']);
      expect(await store().messages(tenant.id, approver.id, threadId)).toEqual([]);
      expect(await store().message(tenant.id, approver.id, threadId, 'answer:1:a')).toBeNull();
      expect(
        (await store().threads(tenant.id, approver.id, 50)).map((row) => row.thread.threadId),
      ).not.toContain(threadId);
      expect(wordsOf(await store().changedSince(tenant.id, approver.id, 0))).not.toContain('only you');
    });

    it('tells what changed since a revision, oldest first, and misses nothing written at once', async () => {
      const own = await createWorld(harness());
      const { threadId } = await own.thread();
      const put = (slot: string, words: string) =>
        store().put(own.tenant.id, { ...text(threadId, slot, words), author: { kind: 'bot' } });
      await Promise.all(Array.from({ length: 20 }, (_, index) => put(`message:${index}`, `words ${index}`)));
      const all = await store().changedSince(own.tenant.id, own.requester.id, 0);
      const revisions = all.map((message) => message.revision);
      expect(await store().latestRevision(own.tenant.id)).toBe(revisions.at(-1));
      expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => (revisions[0] ?? 0) + index));
      await put('message:3', 'again');
      const since = await store().changedSince(own.tenant.id, own.requester.id, revisions.at(-1) ?? 0);
      expect(wordsOf(since)).toEqual(['again']);
    });

    it('lists threads, the one that changed last first', async () => {
      const own = await createWorld(harness());
      const member = { kind: 'member', memberId: own.requester.id, displayName: 'Rita' } as const;
      const first = await own.thread();
      const second = await own.thread();
      await own.thread();
      const put = (threadId: string, slot: string, words: string) =>
        store().put(own.tenant.id, { ...text(threadId, slot, words), author: member });
      await put(first.threadId, 'message:1', 'the first words');
      await put(second.threadId, 'message:1', 'second');
      await put(first.threadId, 'message:2', 'more words');
      const task = await own.task({ thread: second });
      await harness().stores.tasks.finish(own.tenant.id, task.id, [], ended({ status: 'cancelled' }));
      const threads = await store().threads(own.tenant.id, own.requester.id, 10);
      expect(threads).toEqual([
        { thread: first, title: 'the first words', lastMessageAt: expect.any(String), taskStatus: null },
        { thread: second, title: 'second', lastMessageAt: expect.any(String), taskStatus: 'cancelled' },
      ]);
      expect(await store().threads(own.tenant.id, own.requester.id, 1)).toHaveLength(1);
    });

    it('publishes what can be run, and replaces it', async () => {
      const { catalogue } = harness().stores;
      const runbook = (name: string): RunbookInfo => ({
        name,
        title: { en: name, es: name },
        description: { en: '', es: '' },
        capabilities: [],
        inputSchema: { type: 'object' },
        example: `/run ${name}`,
      });
      await catalogue.replace({ runbooks: [runbook('b'), runbook('a')], actions: [] });
      expect((await catalogue.read(world.tenant.id)).runbooks.map((entry) => entry.name)).toEqual(['a', 'b']);
      const changed = { ...runbook('b'), example: 'other' };
      await catalogue.replace({ runbooks: [changed], actions: [] });
      expect(await catalogue.read(world.tenant.id)).toEqual({ runbooks: [changed], actions: [] });
      await catalogue.replace({ runbooks: [], actions: [] });
      expect(await catalogue.read(world.tenant.id)).toEqual({ runbooks: [], actions: [] });
    });

    it('announces every change, with ids only', async () => {
      const { stores, feed } = harness();
      const heard: Change[] = [];
      const stop = feed.subscribe((change) => {
        if (change.topic !== 'resync' && change.tenantId === world.tenant.id) heard.push(change);
      });
      const tenantId = world.tenant.id;
      const thread = await world.thread();
      const task = await world.task({ thread });
      await stores.tasks.record(tenantId, task.id, [step(1), step(2)], { status: 'executing' });
      await stores.tasks.record(tenantId, task.id, [step(2)], { status: 'executing' });
      const approval = await stores.approvals.insert(world.approval({ taskId: task.id }));
      await stores.consoleChat.put(tenantId, text(thread.threadId, 'message:9', 'x', world.requester.id));
      await stores.consoleChat.put(tenantId, text(thread.threadId, 'message:9', 'x', world.requester.id));
      await stores.tasks.finish(tenantId, task.id, [], ended());
      await stores.consoleChat.put(tenantId, text(thread.threadId, 'message:10', 'last'));
      await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ slot: 'message:10' }), 5000);
      stop();
      // What one write announces comes in no order.
      const names = heard.map((change) =>
        change.topic === 'trace'
          ? `trace ${change.stepOrder}`
          : change.topic === 'console'
            ? change.slot
            : change.topic,
      );
      expect(names.slice(0, 1)).toEqual(['task']);
      expect(names.slice(1, 4).sort()).toEqual(['task', 'trace 1', 'trace 2']);
      expect(names.slice(4)).toEqual(['approval', 'message:9', 'task', 'message:10']);
      expect(heard).toContainEqual({ topic: 'task', tenantId, taskId: task.id });
      expect(heard).toContainEqual({ topic: 'trace', tenantId, taskId: task.id, stepOrder: 1 });
      expect(heard).toContainEqual({ topic: 'approval', tenantId, approvalId: approval.id });
      expect(heard).toContainEqual({
        topic: 'console',
        tenantId,
        threadId: thread.threadId,
        slot: 'message:9',
        visibleTo: world.requester.id,
      });
    });
  });
};
