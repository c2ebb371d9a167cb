import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld, fromNow, type StoresHarness, secondsAfter, step, type World } from './world.ts';

export const describeTraces = (harness: () => StoresHarness): void => {
  describe('traces and memories', () => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld(harness());
    });

    it('reads steps in order, from after one', async () => {
      const { tasks, traces } = harness().stores;
      const { id } = await world.task();
      await tasks.record(world.tenant.id, id, [step(2), step(1)], {});
      await tasks.record(world.tenant.id, id, [step(3)], {});
      const orders = async (after?: number) =>
        (await traces.list(world.tenant.id, id, after)).map((row) => row.stepOrder);
      expect(await orders()).toEqual([1, 2, 3]);
      expect(await orders(2)).toEqual([3]);
      expect(await traces.list(world.tenant.id, 'no id')).toEqual([]);
    });

    it('keeps whatever a tool printed', async () => {
      const { tasks, traces } = harness().stores;
      const { id } = await world.task();
      const odd = 'tab\t "quotes" \\u0000 \\ ünïcödé 🚀 \u2028';
      await tasks.record(world.tenant.id, id, [step(1, { details: { output: odd } })], {});
      expect((await traces.list(world.tenant.id, id))[0]?.details.output).toBe(odd);
      // What no text can hold must not stop the task either.
      const broken = step(2, { details: { output: `nul \0 half ${'🚀'.slice(0, 1)}`, 'key\0': 1 } });
      await tasks.record(world.tenant.id, id, [broken], {});
      expect((await traces.list(world.tenant.id, id))[1]?.details.output).toContain('nul ');
      await traces.saveOutput(world.tenant.id, id, 2, 'a\0b');
      expect(await traces.readOutput(world.tenant.id, id, 2)).toMatch(/^a.b$/s);
    });

    it('lists over all tasks, newest first', async () => {
      const own = await createWorld(harness());
      const { tasks, traces } = harness().stores;
      const first = await own.task();
      const second = await own.task();
      await tasks.record(own.tenant.id, first.id, [step(1), step(2)], {});
      await tasks.record(own.tenant.id, second.id, [step(1)], {});
      const page = await traces.listForTenant(own.tenant.id, { limit: 2 });
      expect(page.items.map((row) => [row.taskId, row.stepOrder])).toEqual([
        [second.id, 1],
        [first.id, 2],
      ]);
      const cursor = page.nextCursor ?? '';
      const rest = await traces.listForTenant(own.tenant.id, { limit: 2, cursor });
      expect(rest.items.map((row) => [row.taskId, row.stepOrder])).toEqual([[first.id, 1]]);
      expect(rest.nextCursor).toBeNull();
      const only = await traces.listForTenant(own.tenant.id, { taskId: second.id, limit: 9 });
      expect(only.items).toHaveLength(1);
    });

    it('keeps whole outputs beside the trace, the first one said', async () => {
      const { traces } = harness().stores;
      const { id } = await world.task();
      await traces.saveOutput(world.tenant.id, id, 3, 'long');
      await traces.saveOutput(world.tenant.id, id, 3, 'other');
      await traces.saveOutput(world.tenant.id, id, 5, 'longer');
      expect(await traces.readOutput(world.tenant.id, id, 3)).toBe('long');
      expect(await traces.readOutput(world.tenant.id, id, 4)).toBeNull();
      const outputs = await traces.readOutputs(world.tenant.id, id);
      expect([...outputs].sort()).toEqual([
        [3, 'long'],
        [5, 'longer'],
      ]);
    });

    it('lists agents with their skills and groups', async () => {
      const own = await createWorld(harness());
      const { agents } = harness().stores;
      const helper = await harness().seed.agent(own.tenant.id, {
        name: 'Assistant',
        backend: 'model',
        capabilities: [],
        trustLevel: 0,
        skills: [],
      });
      const groupId = await harness().seed.group(own.tenant.id, 'operations', [own.agent.id, helper.id]);
      const list = await agents.list(own.tenant.id);
      expect(list.map((agent) => agent.name)).toEqual(['Assistant', 'Runner']);
      expect(list[1]).toMatchObject({
        id: own.agent.id,
        tenantId: own.tenant.id,
        capabilities: ['files', 'reports'],
        backend: 'runbook',
        trustLevel: 2,
        skills: [{ skillName: 'files', proficiency: 0.5, timesUsed: 0, successRate: null }],
        groupIds: [groupId],
      });
      expect(await agents.groupIdByName(own.tenant.id, 'operations')).toBe(groupId);
      expect(await agents.groupIdByName(own.tenant.id, 'nobody')).toBeNull();
      expect(await agents.groupNames(own.tenant.id)).toEqual(['operations']);
      expect(await agents.byId(own.tenant.id, helper.id)).toEqual(helper);
      expect(await agents.byId(own.tenant.id, 'nobody')).toBeNull();
    });

    it('recalls what matches the objective, newer first, five at most, important and trusted only', async () => {
      const own = await createWorld(harness());
      const agentId = own.agent.id;
      const { seed, stores } = harness();
      const remember = (content: string, daysAgo: number, importance = 0.5, trusted = true) =>
        seed.memory(own.tenant.id, {
          agentId,
          content,
          importance,
          trust: trusted ? 'trusted' : 'quarantined',
          createdAt: fromNow(-daysAgo * 86_400),
        });
      await remember('billing export, a year ago', 365);
      await remember('billing export, last week', 7);
      await remember('billing export, unimportant', 1, 0.29);
      await remember('billing export, from outside', 1, 0.9, false);
      await remember('something about gardens', 1, 1);
      const recall = async () =>
        (await stores.agents.recall(own.tenant.id, agentId, 'Run the billing export', 5)).map(
          (memory) => memory.content,
        );
      expect(await recall()).toEqual(['billing export, last week', 'billing export, a year ago']);
      for (let day = 10; day < 15; day += 1) await remember(`billing export, day ${day}`, day);
      const many = await recall();
      expect(many).toHaveLength(5);
      expect(many[0]).toBe('billing export, last week');
      expect(await stores.agents.recall(own.tenant.id, agentId, '!?', 5)).toEqual([]);
    });

    it('keeps the words said around a task, each once', async () => {
      const { agentMessages } = harness().stores;
      const { id } = await world.task();
      const message = {
        messageId: 'm-2',
        taskId: id,
        messageType: 'follow_up',
        memberId: world.requester.id,
        from: 'Rita',
        content: 'also the logs',
        at: secondsAfter(20),
      } as const;
      await agentMessages.append(world.tenant.id, message);
      await agentMessages.append(world.tenant.id, message);
      const { memberId: _memberId, ...asked } = message;
      const question = { ...asked, messageId: 'q-1', messageType: 'question', at: secondsAfter(10) } as const;
      await agentMessages.append(world.tenant.id, question);
      const has = (messageId: string) => agentMessages.has(world.tenant.id, id, messageId);
      expect([await has('m-2'), await has('m-3')]).toEqual([true, false]);
      expect(await agentMessages.has(world.tenant.id, 'no id', 'm-2')).toBe(false);
      const list = await agentMessages.list(world.tenant.id, id);
      expect(list.map((row) => row.messageType)).toEqual(['question', 'follow_up']);
      expect(list[1]).toMatchObject({
        taskId: id,
        from: 'Rita',
        content: 'also the logs',
        at: secondsAfter(20),
      });
    });
  });
};
