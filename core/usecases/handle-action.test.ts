import { beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../approval.ts';
import type { Actor } from '../member.ts';
import { DEFAULT_REQUIREMENT } from '../requirement.ts';
import { type ChatWorld, createChatWorld } from '../testing/chat-world.ts';
import { text } from '../text.ts';
import type { TraceStep } from '../trace.ts';
import type { IncomingAction } from './handle-action.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld();
});

const answerTo = (who: Actor): string => world.sees(who).at(-1) ?? '';

const decide = (
  who: Actor,
  action: 'approve' | 'reject',
  approval: Approval,
  over: Partial<IncomingAction> = {},
): Promise<void> => world.clicks(who, action, approval.id, { shownDigest: approval.digest, ...over });

const now = (approval: Approval): Promise<Approval | null> =>
  world.stores.approvals.byId(approval.tenantId, approval.id);

describe('a click on an approval', () => {
  it('approves, and says so to who clicked and to nobody else', async () => {
    const { ana, rita } = world.people;
    const approval = await world.asks();
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toBe('Approved. files.write_file runs now.');
    expect(world.sees(rita)).toEqual([]);
    expect(await now(approval)).toMatchObject({
      status: 'approved',
      decisions: [{ by: { displayName: 'Ana' }, verdict: 'approve', reason: null, surface: 'console' }],
    });
  });

  it('asks for a reason before it rejects, and keeps it', async () => {
    const { ana } = world.people;
    const approval = await world.asks();
    await decide(ana, 'reject', approval);
    expect(answerTo(ana)).toBe('Reject A-1\nWhy? The requester sees it. *\n[Reject]');
    expect(await now(approval)).toMatchObject({ status: 'pending' });
    await decide(ana, 'reject', approval, { values: { reason: '  ' } });
    expect(answerTo(ana)).toContain('A rejection needs a reason');
    await decide(ana, 'reject', approval, { values: { reason: ' wrong folder ' } });
    expect(answerTo(ana)).toBe('Rejected. files.write_file does not run, and @Rita sees why.');
    expect(await now(approval)).toMatchObject({
      status: 'rejected',
      decisions: [{ reason: 'wrong folder' }],
    });
  });

  it('of the requester is refused, for both answers, without asking for reasons first', async () => {
    const { rita } = world.people;
    const approval = await world.asks();
    for (const action of ['approve', 'reject'] as const) {
      await decide(rita, action, approval);
      expect(answerTo(rita)).toContain('You asked for this, so somebody else has to approve it');
    }
    expect(await now(approval)).toMatchObject({ status: 'pending' });
  });

  it('of a stranger is refused, and says who can', async () => {
    const { sam } = world.people;
    const approval = await world.asks();
    for (const action of ['approve', 'reject'] as const) {
      await decide(sam, action, approval);
      expect(answerTo(sam)).toBe(
        'This needs @approvers or @admins, so your click was not counted. Ask one of them to look at A-1.',
      );
    }
  });

  it('after the decision tells by whom, when and why', async () => {
    const { ana, adam } = world.people;
    const approval = await world.asks();
    await decide(ana, 'reject', approval, { values: { reason: 'wrong folder' } });
    await decide(adam, 'approve', approval);
    expect(answerTo(adam)).toBe(
      '@Ana rejected this on Mon 10:15 (“wrong folder”). Nothing was changed by your click.',
    );
  });

  it('after the end of its time tells when that was', async () => {
    const { ana } = world.people;
    const approval = await world.asks();
    world.clock.pass(3_600_001);
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toContain('This expired on Mon 11:15 and did not run.');
  });

  it('on what was withdrawn tells that there is nothing left to decide', async () => {
    const { ana } = world.people;
    const approval = await world.asks();
    await world.stores.approvals.settle(approval.tenantId, approval.id, {
      status: 'withdrawn',
      decisions: [],
      digest: approval.digest,
      decidedAt: world.clock.now().toISOString(),
    });
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toBe('The task was stopped on Mon 10:15. There is nothing left to decide.');
  });

  it.each([['d'.repeat(63).concat('0')], [undefined]])(
    'that saw something else (%s) does not count',
    async (shown) => {
      const { ana } = world.people;
      const approval = await world.asks();
      await world.clicks(ana, 'approve', approval.id, shown === undefined ? {} : { shownDigest: shown });
      expect(answerTo(ana)).toContain('The arguments changed after you opened it');
      expect(await now(approval)).toMatchObject({ status: 'pending' });
    },
  );

  it('counts as one of two, once per person', async () => {
    const { ana, adam } = world.people;
    const [stage] = DEFAULT_REQUIREMENT.stages;
    const approval = await world.asks({
      requirement: { ...DEFAULT_REQUIREMENT, stages: stage ? [{ ...stage, quorum: 2 }] : [] },
    });
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toBe('Your approval counts: 1 of 2. Still needed: one of @approvers or @admins.');
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toContain('You answered this already');
    await decide(adam, 'approve', approval);
    expect(answerTo(adam)).toBe('Approved. files.write_file runs now.');
  });

  it('is the only one of fifty at once that counts; every other is told by whom', async () => {
    const { ana, adam } = world.people;
    const approval = await world.asks();
    const clicks = Array.from({ length: 50 }, (_, index) =>
      decide(index % 2 ? ana : adam, 'approve', approval),
    );
    await Promise.all(clicks);
    const answers = [...world.sees(ana), ...world.sees(adam)];
    expect(answers).toHaveLength(50);
    expect(answers.filter((words) => words.startsWith('Approved.'))).toHaveLength(1);
    expect(
      answers.filter((words) => /^(@(Ana|Adam)|You) approved this on Mon 10:15/.test(words)),
    ).toHaveLength(49);
  });

  it('is kept while no worker answers, and said to be', async () => {
    const { ana } = world.people;
    const approval = await world.asks();
    world.gateway.workersLeave();
    await decide(ana, 'approve', approval);
    expect(answerTo(ana)).toContain('Recorded. The worker is not answering');
    await world.gateway.workersReturn();
    expect(await now(approval)).toMatchObject({ status: 'approved' });
  });

  it('shows everything of it in its details', async () => {
    const { sam } = world.people;
    const approval = await world.asks();
    await world.clicks(sam, 'approval_details', approval.id);
    const details = answerTo(sam);
    for (const part of [
      'path: report.md',
      '# Report',
      'one of @approvers',
      'Expires: Mon 11:15',
      approval.digest,
    ]) {
      expect(details).toContain(part);
    }
  });
});

describe('a click on a task', () => {
  const running = async () => {
    await world.says(world.people.rita, '/run workspace-report');
    return world.task();
  };
  const question = (choices: readonly string[]): TraceStep => ({
    stepOrder: 1,
    stepType: 'executing',
    agentId: null,
    details: {
      question: true,
      summary: text('work.outcome_unknown', { action: 'files.write_file', target: 'a.md' }),
      choices: choices.map((value) => ({ value, label: text('work.choice_done') })),
    },
    durationMs: null,
    at: world.clock.now().toISOString(),
  });

  it('stops it, for who may', async () => {
    const { rita, sam } = world.people;
    const task = await running();
    await world.clicks(sam, 'stop', task.id);
    expect(answerTo(sam)).toContain('Your role does not allow that, so nothing was changed.');
    await world.clicks(rita, 'stop', task.id);
    expect(answerTo(rita)).toBe('T-1 is being stopped.');
    expect(world.gateway.tasks.get(task.workflowId)?.stops).toHaveLength(1);
  });

  it('shows its steps', async () => {
    const { sam } = world.people;
    const task = await running();
    await world.clicks(sam, 'task_details', task.id);
    expect(answerTo(sam)).toContain('Trace of T-1');
    expect(answerTo(sam)).toContain('No steps yet.');
  });

  it('answers its question once', async () => {
    const { sam, rita } = world.people;
    const task = await running();
    await world.stores.tasks.record(task.tenantId, task.id, [question(['done', 'retry'])], {
      status: 'waiting_input',
    });
    await world.clicks(sam, 'answer', `${task.id}:retry`);
    expect(world.gateway.tasks.get(task.workflowId)?.followUps).toMatchObject([
      { text: 'retry', by: { displayName: 'Sam' } },
    ]);
    await world.stores.tasks.record(
      task.tenantId,
      task.id,
      [{ ...question([]), stepOrder: 2, stepType: 'followed_up', details: { message: 'retry' } }],
      { status: 'executing' },
    );
    await world.clicks(rita, 'answer', `${task.id}:done`);
    expect(answerTo(rita)).toBe('That question is answered already. Nothing was changed by your click.');
    expect(world.gateway.tasks.get(task.workflowId)?.followUps).toHaveLength(1);
  });

  it('answers nothing, and starts nothing, after its end', async () => {
    const { rita } = world.people;
    const task = await running();
    await world.ends(task, 'done');
    await world.clicks(rita, 'answer', `${task.id}:done`);
    expect(answerTo(rita)).toContain('T-1 has ended already');
    await world.clicks(rita, 'stop', task.id);
    expect(answerTo(rita)).toContain('T-1 has ended already');
    expect(world.gateway.tasks.size).toBe(1);
  });

  it('is answered also where it has no thread: there it stays with the task', async () => {
    const { rita, ana } = world.people;
    const place = await world.place();
    const task = await running();
    await world.stores.tasks.record(task.tenantId, task.id, [question(['done'])], {
      status: 'waiting_input',
    });
    await world.clicks(rita, 'answer', `${task.id}:done`, { thread: place });
    await world.clicks(rita, 'stop', task.id, { thread: place });
    expect(world.sees(rita, place)).toEqual([
      'Passed on to T-1; it reads it at its next step.',
      'T-1 is being stopped.',
    ]);
    await world.ends(task, '');
    await world.clicks(rita, 'try_again', task.id, { thread: place });
    expect(world.sees(rita, place).at(-1)).toBe('T-2 was started.');
    expect((await world.task()).thread).toEqual(task.thread);
    expect(world.sees(ana).at(-1)).toContain('T-2');
    expect(world.sees(ana, place)).toEqual([]);
    expect(world.opened()).toEqual([]);
  });

  it('tries it again as a new task with the same request, once per click', async () => {
    const { rita } = world.people;
    await world.says(rita, '/run site-check url=https://example.org');
    const task = await world.task();
    await world.ends(task, '');
    const again = () => world.clicks(rita, 'try_again', task.id, { interaction: { id: 'i1' } });
    await again();
    await again();
    expect(world.gateway.tasks.size).toBe(2);
    expect(await world.task()).toMatchObject({
      number: 2,
      runbook: 'site-check',
      arguments: { url: 'https://example.org' },
    });
    expect(answerTo(rita)).toBe('T-2 was started.');
  });
});

describe('a button that is old, foreign or made up', () => {
  it.each([
    ['approve', 'no id'],
    ['approve', '0197a000-0000-7000-8000-00000000dead'],
    ['reject', '0197a000-0000-7000-8000-00000000dead'],
    ['approval_details', "'; drop table approvals"],
    ['stop', ''],
    ['task_details', '0197a000-0000-7000-8000-00000000dead'],
    ['try_again', 'x'],
    ['answer', 'x:y'],
    ['answer', 'nothing'],
    ['resend', 'no message'],
    ['run_suggestion', 'no message'],
  ] as const)('%s %s: says that there is nothing', async (action, value) => {
    const { ana } = world.people;
    await world.clicks(ana, action, value);
    expect(answerTo(ana)).toContain('There is nothing here under that name or number');
    expect(world.gateway.tasks.size).toBe(0);
  });

  it('of another organization leads to nothing', async () => {
    const approval = await world.asks();
    const stranger: Actor = { ...world.people.ana, tenantId: '0197a000-0000-7000-8000-00000000beef' };
    await world.clicks(stranger, 'approve', approval.id, { shownDigest: approval.digest });
    expect(await now(approval)).toMatchObject({ status: 'pending' });
    expect(answerTo(world.people.ana)).toBe('');
  });

  it.each(['tasks:garbage', 'approvals:garbage', 'neither'])('next_page %s: is answered', async (value) => {
    const { ana } = world.people;
    await world.clicks(ana, 'next_page', value);
    expect(answerTo(ana)).not.toBe('');
  });
});
