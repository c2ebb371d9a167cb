import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Approval } from '../../core/approval.ts';
import { AppError } from '../../core/errors.ts';
import type { Actor } from '../../core/member.ts';
import { until } from '../../local/testing/until.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { inTurn } from '../testing/scripted.ts';

let h: Harness;
let chatIsDown = false;
beforeAll(async () => {
  h = await startHarness({
    chat: (real) => ({
      ...real,
      publish: async (...post) => {
        if (chatIsDown) throw new AppError('chat_unavailable');
        await real.publish(...post);
      },
    }),
  });
});
afterEach(() => {
  chatIsDown = false;
});
afterAll(() => h.stop());

const decide = (approval: Approval, actor: Actor, over: { reject?: string; digest?: string } = {}) =>
  h.decideApproval({
    actor,
    approvalId: approval.id,
    verdict: over.reject === undefined ? 'approve' : 'reject',
    reason: over.reject ?? null,
    digest: over.digest ?? approval.digest,
    surface: 'api',
  });

const effectsOf = (path: string): readonly string[] =>
  h.skills.effects.filter((effect) => effect.endsWith(` ${path}`));

describe('an approval', () => {
  it('waits for the right person, runs once, and its card is final', async () => {
    const { task, thread } = await h.play(inTurn('notes.write once'));
    const approval = await h.pendingApproval(task);
    expect((await h.stores.tasks.byId(h.tenantId, task.id))?.status).toBe('waiting_input');
    const slot = `approval:${approval.id}`;
    const asked = await until('the approval card', () => h.card(thread, slot));
    expect(asked.buttons.map((button) => button.action)).toContain('approve');
    expect(effectsOf('once')).toEqual([]);

    const { answer } = await decide(approval, h.people.approver);
    expect(answer).toEqual({ kind: 'accepted', verdict: 'approve' });
    // The card was finalised before the answer came back.
    const decided = await h.card(thread, slot);
    expect(decided?.buttons.filter(({ action }) => action === 'approve' || action === 'reject')).toEqual([]);
    expect(JSON.stringify(decided)).toContain('Approver');
    await h.taskWith(task, 'completed');
    expect(effectsOf('once')).toEqual(['write once']);
    const steps = await h.trace(task);
    expect(steps.map((step) => step.stepOrder)).toEqual(steps.map((_, index) => index + 1));
    const order = steps.map((step) => step.stepType);
    expect(order.indexOf('approval_granted')).toBe(order.indexOf('approval_requested') + 1);
    expect(order.indexOf('skill_call')).toBe(order.indexOf('approval_granted') + 1);
  });

  it('is refused to everybody it is not for, each with their own answer, and every click is on record', async () => {
    const { task } = await h.play(inTurn('notes.write refused'));
    const approval = await h.pendingApproval(task);
    const kind = async (actor: Actor, over?: { reject?: string; digest?: string }) =>
      (await decide(approval, actor, over)).answer.kind;
    expect(await kind(h.people.requester)).toBe('own_request');
    expect(await kind(h.people.stranger)).toBe('not_entitled');
    expect(await kind(h.people.approver, { digest: 'other' })).toBe('changed');
    expect(await kind(h.people.approver, { reject: ' ' })).toBe('reason_required');
    expect((await h.stores.approvals.byId(h.tenantId, approval.id))?.status).toBe('pending');
    const clicks = await h.stores.audit.list(h.tenantId, 'approval', approval.id);
    expect(clicks.map((click) => click.outcome).sort()).toEqual([
      'changed',
      'not_entitled',
      'own_request',
      'reason_required',
    ]);
    await h.stopTask({ actor: h.people.requester, taskId: task.id, reason: null, surface: 'console' });
    await h.taskWith(task, 'cancelled');
    expect((await decide(approval, h.people.approver)).answer).toMatchObject({
      kind: 'withdrawn',
      by: { displayName: 'Requester' },
    });
    expect((await h.stores.approvals.byId(h.tenantId, approval.id))?.status).toBe('withdrawn');
    expect(effectsOf('refused')).toEqual([]);
  });

  it('rejected with a reason is told to the mind, with the reason', async () => {
    const { task } = await h.play(inTurn('notes.write rejected', 'notes.read b'));
    const approval = await h.pendingApproval(task);
    const { answer, approval: after } = await decide(approval, h.people.admin, { reject: 'wrong folder' });
    expect(answer).toEqual({ kind: 'accepted', verdict: 'reject' });
    expect(after).toMatchObject({ status: 'rejected', decisions: [{ reason: 'wrong folder' }] });
    expect((await h.taskWith(task, 'completed')).output).toBe('approval_rejected | text of b');
    expect(effectsOf('rejected')).toEqual([]);
  });

  it('fifty decisions at once: one counts, all others hear by whom and when, one execution', async () => {
    const { task } = await h.play(inTurn('notes.write fifty'));
    const approval = await h.pendingApproval(task);
    const clicks = Array.from({ length: 50 }, (_, index) =>
      decide(approval, index % 2 === 0 ? h.people.approver : h.people.admin),
    );
    const answers = (await Promise.all(clicks)).map(({ answer }) => answer);
    const others = answers.filter((answer) => answer.kind !== 'accepted');
    const winner = (await h.stores.approvals.byId(h.tenantId, approval.id))?.decisions;
    expect(winner).toHaveLength(1);
    // The same person pressing the same button again is the same decision: it gets the same answer.
    for (const answer of others) {
      expect(answer).toMatchObject({ kind: 'already_decided', status: 'approved', by: winner?.[0]?.by });
    }
    expect(others.length).toBeGreaterThanOrEqual(25);
    await h.taskWith(task, 'completed');
    expect(effectsOf('fifty')).toEqual(['write fifty']);
  });

  it('does not cover a tool whose definition changed after the yes', async () => {
    const { task } = await h.play(inTurn('notes.write redefined'));
    const approval = await h.pendingApproval(task);
    h.skills.redefine('write');
    expect((await decide(approval, h.people.approver)).answer.kind).toBe('accepted');
    expect((await h.taskWith(task, 'completed')).output).toBe('skill_definition_changed');
    expect(effectsOf('redefined')).toEqual([]);
  });

  it('does not count when the approver has lost the right by the time it runs', async () => {
    const { task } = await h.play(inTurn('notes.write demoted'));
    const approval = await h.pendingApproval(task);
    // Recorded while no worker runs, so that the right is lost between the decision and the act.
    await h.stopWorkers();
    expect((await decide(approval, h.people.admin)).answer.kind).toBe('recorded');
    const owner = new pg.Client(h.database.ownerUrl);
    await owner.connect();
    const setRole = (role: string) =>
      owner.query('update members set role = $1 where id = $2', [role, h.people.admin.memberId]);
    await setRole('requester');
    await h.startWorkers();
    expect((await h.taskWith(task, 'completed')).output).toBe('approver_no_longer_entitled');
    await setRole('admin');
    await owner.end();
    expect(effectsOf('demoted')).toEqual([]);
  });

  it('is for the group that the configuration names, and for who is in it when it runs', async () => {
    const { stranger, approver } = h.people;
    const inOps: Actor = { ...stranger, groups: ['ops'] };
    h.ops.add(stranger.memberId);
    const { task } = await h.play(inTurn('notes.publish grouped'));
    const approval = await h.pendingApproval(task);
    expect((await decide(approval, approver)).answer.kind).toBe('not_entitled');
    expect((await decide(approval, inOps)).answer.kind).toBe('accepted');
    await h.taskWith(task, 'completed');
    expect(effectsOf('grouped')).toEqual(['publish grouped']);

    const { task: later } = await h.play(inTurn('notes.publish left'));
    const asked = await h.pendingApproval(later);
    await h.stopWorkers();
    expect((await decide(asked, inOps)).answer.kind).toBe('recorded');
    h.ops.delete(stranger.memberId);
    await h.startWorkers();
    expect((await h.taskWith(later, 'completed')).output).toBe('approver_no_longer_entitled');
    expect(effectsOf('left')).toEqual([]);
  });

  it('decided while no worker answers is kept, and applied once when one is back', async () => {
    const { task } = await h.play(inTurn('notes.write later'));
    const approval = await h.pendingApproval(task);
    await h.stopWorkers();
    expect((await decide(approval, h.people.approver)).answer.kind).toBe('recorded');
    await h.startWorkers();
    await h.taskWith(task, 'completed');
    expect(effectsOf('later')).toEqual(['write later']);
    expect((await decide(approval, h.people.admin)).answer).toMatchObject({
      kind: 'already_decided',
      by: { displayName: 'Approver' },
    });
  });

  it('a chat that is down delays the cards, not the decision and not the task', async () => {
    const { task, thread } = await h.play(inTurn('notes.write quiet'));
    const approval = await h.pendingApproval(task);
    const slot = `approval:${approval.id}`;
    await until('the approval card', () => h.card(thread, slot));
    chatIsDown = true;
    expect((await decide(approval, h.people.approver)).answer.kind).toBe('accepted');
    await h.taskWith(task, 'completed');
    expect(effectsOf('quiet')).toEqual(['write quiet']);
    expect((await h.card(thread, slot))?.buttons.map(({ action }) => action)).toContain('approve');
    chatIsDown = false;
    await until('the final approval card', async () => {
      const card = await h.card(thread, slot);
      return card?.buttons.every(({ action }) => action !== 'approve');
    });
    await until(
      'the final task card',
      async () => (await h.card(thread, `task:${task.id}`))?.tone === 'success',
    );
  });
});

describe('an approval nobody answers', () => {
  it('expires, as expired and not as rejected, and a late click hears so', async () => {
    const short = await startHarness({ expiresAfter: 'PT1S' });
    try {
      const { task } = await short.play(inTurn('notes.write expired'));
      const done = await short.taskWith(task, 'completed');
      expect(done.output).toBe('approval_expired');
      const page = await short.stores.approvals.list(short.tenantId, { taskId: task.id, limit: 1 });
      const approval = page.items[0];
      if (!approval) throw new Error('no approval');
      expect(approval.status).toBe('expired');
      expect((await short.trace(task)).map((step) => step.stepType)).toContain('approval_expired');
      const { answer } = await short.decideApproval({
        actor: short.people.approver,
        approvalId: approval.id,
        verdict: 'approve',
        reason: null,
        digest: approval.digest,
        surface: 'api',
      });
      expect(answer).toEqual({ kind: 'expired', at: approval.expiresAt });
      expect(short.skills.effects).toEqual([]);
    } finally {
      await short.stop();
    }
  });
});
