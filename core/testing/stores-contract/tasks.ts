import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isTerminal } from '../../task.ts';
import { createWorld, ended, type StoresHarness, secondsAfter, step, type World } from './world.ts';

export const describeTasks = (harness: () => StoresHarness): void => {
  describe('tasks', () => {
    let world: World;
    const store = () => harness().stores.tasks;
    beforeAll(async () => {
      world = await createWorld(harness());
    });

    it('keeps what was asked', async () => {
      const thread = await world.thread();
      const request = world.request({
        thread,
        taskType: 'runbook',
        runbook: 'workspace-report',
        arguments: { path: '.', depth: 2 },
        priority: 'high',
        context: ['before'],
      });
      const task = await store().insert(request);
      expect(task).toEqual({
        id: request.taskId,
        tenantId: world.tenant.id,
        number: 1,
        workflowId: request.workflowId,
        requestedBy: request.requestedBy,
        objective: 'Write the report',
        taskType: 'runbook',
        runbook: 'workspace-report',
        arguments: { path: '.', depth: 2 },
        priority: 'high',
        status: 'queued',
        agent: null,
        output: null,
        error: null,
        confidence: null,
        tokensUsed: 0,
        cost: 0,
        thread,
        context: ['before'],
        fingerprint: request.fingerprint,
        createdAt: request.requestedAt,
        startedAt: null,
        completedAt: null,
      });
      expect(await store().byId(world.tenant.id, task.id)).toEqual(task);
      expect(await store().byNumber(world.tenant.id, 1)).toEqual(task);
      expect(await store().byWorkflowId(world.tenant.id, task.workflowId)).toEqual(task);
    });

    it('inserts the same task once, also at the same time', async () => {
      const request = world.request();
      const tasks = await Promise.all(Array.from({ length: 8 }, () => store().insert(request)));
      expect(new Set(tasks.map((task) => task.number)).size).toBe(1);
      const next = await world.task();
      expect(next.number).toBe((tasks[0]?.number ?? 0) + 1);
    });

    it('numbers without gaps and duplicates under fifty inserts at once', async () => {
      const other = await createWorld(harness());
      const tasks = await Promise.all(Array.from({ length: 50 }, () => other.task()));
      const numbers = tasks.map((task) => task.number).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    it('finds nothing for ids that are not there or are no ids', async () => {
      expect(await store().byId(world.tenant.id, randomUUID())).toBeNull();
      expect(await store().byId(world.tenant.id, 'T-1')).toBeNull();
      expect(await store().byNumber(world.tenant.id, 99_999)).toBeNull();
      expect(await store().byNumber(world.tenant.id, 1e12)).toBeNull();
      expect(await store().byWorkflowId(world.tenant.id, 'task/none')).toBeNull();
    });

    it('records steps and columns, once', async () => {
      const { id } = await world.task();
      const first = step(1, { stepType: 'dispatched', agentId: world.agent.id });
      const patch = { status: 'executing', agentId: world.agent.id, startedAt: secondsAfter(1) } as const;
      await store().record(world.tenant.id, id, [first], patch);
      await store().record(world.tenant.id, id, [{ ...first, durationMs: 99 }, step(2)], {
        ...patch,
        tokensUsed: 7,
        cost: null,
      });
      const task = await store().byId(world.tenant.id, id);
      expect(task).toMatchObject({
        status: 'executing',
        agent: world.agent,
        startedAt: secondsAfter(1),
        tokensUsed: 7,
        cost: null,
      });
      expect(await harness().stores.traces.list(world.tenant.id, id)).toEqual([first, step(2)]);
    });

    it('ends once: later ends and changes are without effect', async () => {
      const thread = await world.thread();
      const task = await world.task({ thread });
      const agentId = world.agent.id;
      const before = await skillOf('files');
      const end = ended({ agentId, skillsUsed: [{ skillName: 'files', ok: true }] });
      await store().finish(world.tenant.id, task.id, [step(1)], end);
      await store().finish(world.tenant.id, task.id, [step(1)], {
        ...end,
        status: 'failed',
        output: 'again',
      });
      await store().record(world.tenant.id, task.id, [], { status: 'executing' });
      expect(await store().byId(world.tenant.id, task.id)).toMatchObject({
        status: 'completed',
        output: 'done',
        confidence: 0.75,
        tokensUsed: 30,
        cost: 0.25,
        completedAt: end.completedAt,
        agent: world.agent,
      });
      expect(await skillOf('files')).toMatchObject({ timesUsed: (before?.timesUsed ?? 0) + 1 });
      const { running, last } = await harness().stores.threads.tasks(world.tenant.id, thread.threadId);
      expect([running, last?.id]).toEqual([null, task.id]);
    });

    const skillOf = async (name: string) => {
      const agents = await harness().stores.agents.list(world.tenant.id);
      return agents
        .find((agent) => agent.id === world.agent.id)
        ?.skills.find((skill) => skill.skillName === name);
    };

    it('learns from success and from failure', async () => {
      const agentId = world.agent.id;
      for (const ok of [true, false, false, true]) {
        const { id } = await world.task();
        const end = ended({
          agentId,
          status: ok ? 'completed' : 'failed',
          error: ok ? null : { code: 'skill_failed', params: { action: 'http.get' } },
          skillsUsed: [{ skillName: 'http', ok }],
        });
        await store().finish(world.tenant.id, id, [], end);
        expect(await store().byId(world.tenant.id, id)).toMatchObject({
          status: end.status,
          error: end.error,
        });
      }
      const skill = await skillOf('http');
      expect(skill).toMatchObject({ timesUsed: 4, successRate: 0.5 });
      expect(skill?.proficiency).toBeCloseTo(0.501, 3);
    });

    it('remembers an experience once, and recalls none that is quarantined', async () => {
      const remember = async (content: string, trust: 'trusted' | 'quarantined'): Promise<void> => {
        const { id } = await world.task();
        const memory = { content, importance: 0.5, trust };
        const end = ended({ agentId: world.agent.id, memory, completedAt: new Date().toISOString() });
        await store().finish(world.tenant.id, id, [], end);
        await store().finish(world.tenant.id, id, [], end);
      };
      await remember('Rotated the turbine certificates', 'trusted');
      await remember('Rotated the turbine certificates', 'trusted');
      await remember('Turbine certificates from a page', 'quarantined');
      const { agents } = harness().stores;
      const memories = await agents.recall(world.tenant.id, world.agent.id, 'turbine certificates', 5);
      expect(memories.map((memory) => memory.content)).toEqual(['Rotated the turbine certificates']);
    });

    it('lists newest first, by page and by filter', async () => {
      const own = await createWorld(harness());
      for (let index = 0; index < 5; index += 1) {
        await own.task({ priority: index % 2 === 0 ? 'low' : 'urgent' });
      }
      const first = await store().list(own.tenant.id, { limit: 2 });
      expect(first.items.map((task) => task.number)).toEqual([5, 4]);
      const cursor = first.nextCursor ?? '';
      const second = await store().list(own.tenant.id, { limit: 3, cursor });
      expect(second.items.map((task) => task.number)).toEqual([3, 2, 1]);
      expect(second.nextCursor).toBeNull();
      const numbers = async (filter: object) =>
        (await store().list(own.tenant.id, { limit: 10, ...filter })).items.map((task) => task.number);
      expect(await numbers({ priority: 'urgent' })).toEqual([4, 2]);
      const task = await store().byNumber(own.tenant.id, 3);
      const patch = { status: 'thinking', agentId: own.agent.id } as const;
      await store().record(own.tenant.id, task?.id ?? '', [], patch);
      expect(await numbers({ agent: 'Runner' })).toEqual([3]);
      expect(await numbers({ status: ['thinking', 'failed'] })).toEqual([3]);
      expect(await numbers({ requestedBy: own.requester.id })).toEqual([5, 4, 3, 2, 1]);
      expect(await numbers({ requestedBy: own.approver.id })).toEqual([]);
      await expect(store().list(own.tenant.id, { limit: 1, cursor: '!' })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    });

    it('knows what runs in a thread', async () => {
      const { threads } = harness().stores;
      const thread = await world.thread('one');
      expect(await world.thread('one')).toEqual(thread);
      expect(await threads.byId(world.tenant.id, thread.threadId)).toEqual(thread);
      expect(await threads.tasks(world.tenant.id, thread.threadId)).toEqual({ running: null, last: null });
      const first = await world.task({ thread });
      await store().finish(world.tenant.id, first.id, [], ended());
      await threads.setTask(world.tenant.id, thread.threadId, first.id);
      expect((await threads.tasks(world.tenant.id, thread.threadId)).running).toBeNull();
      const second = await world.task({ thread });
      const now = await threads.tasks(world.tenant.id, thread.threadId);
      expect([now.running?.id, now.last?.id]).toEqual([second.id, second.id]);
      await threads.setTask(world.tenant.id, thread.threadId, null);
      const later = await threads.tasks(world.tenant.id, thread.threadId);
      expect([later.running, later.last?.id]).toEqual([null, second.id]);
      expect(later.last && isTerminal(later.last.status)).toBe(false);
    });

    it('makes a place once, also at the same time', async () => {
      const threads = await Promise.all(Array.from({ length: 8 }, () => world.thread('busy')));
      expect(new Set(threads.map((thread) => thread.threadId)).size).toBe(1);
    });

    it('finds a place without making it', async () => {
      const { threads } = harness().stores;
      const { threadId, ...place } = await world.thread('found');
      expect(await threads.find(world.tenant.id, place)).toEqual({ threadId, ...place });
      const other = { ...place, threadKey: 'never there' };
      expect(await threads.find(world.tenant.id, other)).toBeNull();
      expect(await threads.find(world.tenant.id, other)).toBeNull();
    });
  });
};
