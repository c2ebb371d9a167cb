import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type StoresHarness, step, type World } from './world.ts';

export const describeTenants = (harness: () => StoresHarness): void => {
  describe('tenants', () => {
    let mine: World;
    let other: World;
    beforeAll(async () => {
      mine = await createWorld(harness());
      other = await createWorld(harness());
    });

    it('shows nothing of another tenant', async () => {
      const { stores } = harness();
      const tenantId = mine.tenant.id;
      const thread = await other.thread();
      const task = await other.task({ thread });
      await stores.tasks.record(other.tenant.id, task.id, [step(1)], {});
      await stores.traces.saveOutput(other.tenant.id, task.id, 1, 'secret');
      const approval = await stores.approvals.insert(other.approval());
      const author = { kind: 'bot' } as const;
      const body = { kind: 'text', text: 'secret' } as const;
      const message = { threadId: thread.threadId, slot: 'message:1', author, body, visibleTo: null };
      await stores.consoleChat.put(other.tenant.id, message);

      const { id: memberId } = other.requester;
      expect(await stores.tasks.byId(tenantId, task.id)).toBeNull();
      expect(await stores.tasks.byNumber(tenantId, task.number)).toBeNull();
      expect(await stores.tasks.byWorkflowId(tenantId, task.workflowId)).toBeNull();
      expect((await stores.tasks.list(tenantId, { limit: 100 })).items).toEqual([]);
      expect(await stores.traces.list(tenantId, task.id)).toEqual([]);
      expect((await stores.traces.listForTenant(tenantId, { limit: 100 })).items).toEqual([]);
      expect(await stores.traces.readOutput(tenantId, task.id, 1)).toBeNull();
      expect((await stores.traces.readOutputs(tenantId, task.id)).size).toBe(0);
      expect(await stores.agents.byId(tenantId, other.agent.id)).toBeNull();
      expect(await stores.approvals.byId(tenantId, approval.id)).toBeNull();
      expect(await stores.members.byId(tenantId, memberId)).toBeNull();
      expect(await stores.threads.byId(tenantId, thread.threadId)).toBeNull();
      expect(await stores.threads.tasks(tenantId, thread.threadId)).toEqual({ running: null, last: null });
      expect(await stores.consoleChat.messages(tenantId, memberId, thread.threadId)).toEqual([]);
      expect(await stores.consoleChat.changedSince(tenantId, memberId, 0)).toEqual([]);
      expect(await stores.consoleChat.latestRevision(tenantId)).toBe(0);
      expect(await stores.consoleChat.threads(tenantId, memberId, 100)).toEqual([]);
    });

    it('changes nothing of another tenant', async () => {
      const { stores } = harness();
      const task = await other.task();
      const change = stores.tasks.record(mine.tenant.id, task.id, [step(1)], { status: 'executing' });
      await expect(change).rejects.toThrow();
      await stores.tasks.record(mine.tenant.id, task.id, [], { status: 'executing' }).catch(() => undefined);
      expect(await stores.tasks.byId(other.tenant.id, task.id)).toMatchObject({ status: 'queued' });
      expect(await stores.traces.list(other.tenant.id, task.id)).toEqual([]);
      const { id, digest } = await stores.approvals.insert(other.approval());
      const outcome = { status: 'approved', decisions: [], digest, decidedAt: null } as const;
      await expect(stores.approvals.settle(mine.tenant.id, id, outcome)).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(await stores.approvals.byId(other.tenant.id, id)).toMatchObject({ status: 'pending' });
    });

    it('counts for each tenant alone', async () => {
      const fresh = await createWorld(harness());
      expect((await fresh.task()).number).toBe(1);
    });
  });
};
