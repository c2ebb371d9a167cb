import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../approval.ts';
import { createWorld, type StoresHarness, secondsAfter, type World } from './world.ts';

export const describeApprovals = (harness: () => StoresHarness): void => {
  describe('approvals and audit', () => {
    let world: World;
    const store = () => harness().stores.approvals;
    beforeAll(async () => {
      world = await createWorld(harness());
    });

    const yes = (): Decision => ({
      by: { memberId: world.approver.id, displayName: world.approver.displayName },
      verdict: 'approve',
      reason: 'looks right',
      surface: 'console',
      at: secondsAfter(30),
    });

    it('keeps what is asked, with its task', async () => {
      const task = await world.task();
      const asked = world.approval({ taskId: task.id, why: 'the runbook says so' });
      const approval = await store().insert(asked);
      expect(approval).toEqual({
        id: asked.approvalId,
        tenantId: world.tenant.id,
        number: 1,
        taskId: task.id,
        taskNumber: task.number,
        taskObjective: task.objective,
        requestedBy: asked.requestedBy,
        subject: asked.subject,
        digest: asked.digest,
        policyVersion: 1,
        requirement: asked.requirement,
        risk: asked.risk,
        evidence: asked.evidence,
        why: 'the runbook says so',
        status: 'pending',
        decisions: [],
        createdAt: asked.createdAt,
        expiresAt: asked.expiresAt,
        decidedAt: null,
      });
      expect(await store().insert(asked)).toEqual(approval);
      expect(await store().byId(world.tenant.id, approval.id)).toEqual(approval);
      expect(await store().byNumber(world.tenant.id, 1)).toEqual(approval);
      expect(await store().byId(world.tenant.id, randomUUID())).toBeNull();
      expect(await store().byId(world.tenant.id, 'A-1')).toBeNull();
    });

    it('numbers without gaps and duplicates, and repeats are one', async () => {
      const own = await createWorld(harness());
      const asked = Array.from({ length: 25 }, () => own.approval());
      const rows = await Promise.all([...asked, ...asked].map((one) => store().insert(one)));
      const numbers = [...new Set(rows.map((row) => row.number))].sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
      const next = await store().insert(own.approval());
      expect(next.number).toBe(26);
    });

    it('is settled once', async () => {
      const { id, digest } = await store().insert(world.approval());
      const outcome = {
        status: 'approved',
        decisions: [yes()],
        digest,
        decidedAt: secondsAfter(30),
      } as const;
      const settled = await store().settle(world.tenant.id, id, outcome);
      expect(settled).toMatchObject({ status: 'approved', decidedAt: secondsAfter(30), decisions: [yes()] });
      expect(await store().settle(world.tenant.id, id, outcome)).toEqual(settled);
      const late = { ...outcome, status: 'expired', decisions: [] } as const;
      expect(await store().settle(world.tenant.id, id, late)).toEqual(settled);
      await expect(store().settle(world.tenant.id, randomUUID(), outcome)).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('keeps a first yes while more are needed', async () => {
      const { id, digest } = await store().insert(world.approval());
      const waiting = { status: 'pending', decisions: [yes()], digest, decidedAt: null } as const;
      await store().settle(world.tenant.id, id, waiting);
      const second: Decision = {
        ...yes(),
        by: { memberId: world.requester.id, displayName: world.requester.displayName },
        verdict: 'reject',
        at: secondsAfter(40),
      };
      const settled = await store().settle(world.tenant.id, id, {
        status: 'rejected',
        decisions: [yes(), second],
        digest,
        decidedAt: secondsAfter(40),
      });
      expect(settled.decisions).toEqual([yes(), second]);
      expect(settled.status).toBe('rejected');
    });

    it('lists newest first, by status, task and page', async () => {
      const own = await createWorld(harness());
      const task = await own.task();
      for (const taskId of [task.id, null, task.id]) await store().insert(own.approval({ taskId }));
      const first = await store().byNumber(own.tenant.id, 1);
      await store().settle(own.tenant.id, first?.id ?? '', {
        status: 'withdrawn',
        decisions: [],
        digest: 'x',
        decidedAt: secondsAfter(1),
      });
      const numbers = async (filter: object) =>
        (await store().list(own.tenant.id, { limit: 10, ...filter })).items.map((row) => row.number);
      expect(await numbers({})).toEqual([3, 2, 1]);
      expect(await numbers({ status: 'pending' })).toEqual([3, 2]);
      expect(await numbers({ taskId: task.id })).toEqual([3, 1]);
      const page = await store().list(own.tenant.id, { limit: 2 });
      const cursor = page.nextCursor ?? '';
      expect(
        (await store().list(own.tenant.id, { limit: 2, cursor })).items.map((row) => row.number),
      ).toEqual([1]);
    });

    it('writes down every act', async () => {
      const { audit } = harness().stores;
      const event = {
        memberId: world.approver.id,
        action: 'approval.approve',
        subjectType: 'approval',
        subjectId: randomUUID(),
        surface: 'api',
        details: { reason: null },
      } as const;
      await audit.append(world.tenant.id, { ...event, outcome: 'not_entitled' });
      await audit.append(world.tenant.id, { ...event, memberId: null, outcome: 'accepted' });
      const rows = await audit.list(world.tenant.id, 'approval', event.subjectId);
      expect(rows.map((row) => [row.memberId, row.action, row.outcome])).toEqual([
        [world.approver.id, 'approval.approve', 'not_entitled'],
        [null, 'approval.approve', 'accepted'],
      ]);
      expect(rows[0]?.at).toMatch(/Z$/);
      expect(await audit.list(world.tenant.id, 'task', event.subjectId)).toEqual([]);
    });
  });
};
