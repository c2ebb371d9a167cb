import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_QUEUE } from '../../core/contract/task-queues.ts';
import { TASK_WORKFLOW } from '../../core/contract/task-workflow.ts';
import { AppError } from '../../core/errors.ts';
import type { TaskRequest } from '../../core/task.ts';
import type { TraceStep } from '../../core/trace.ts';
import { until } from '../../local/testing/until.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { call, final, inTurn } from '../testing/scripted.ts';
import { createRunState, type TaskRunState } from './task-run.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.stop());

const types = (steps: readonly TraceStep[]): readonly string[] => steps.map((step) => step.stepType);

/** The numbers of a trace run from 1 without gap or duplicate. */
const expectWhole = (steps: readonly TraceStep[]): void => {
  expect(steps.map((step) => step.stepOrder)).toEqual(steps.map((_, index) => index + 1));
};

describe('a task', () => {
  it('runs its calls in order, answers, and leaves a whole trace', async () => {
    const { task, thread } = await h.play(inTurn('notes.read a', 'notes.read b'));
    const done = await h.taskWith(task, 'completed');
    expect(done.output).toBe('text of a | text of b');
    expect(done.confidence).toBe(0.75);
    const steps = await h.trace(task);
    expectWhole(steps);
    expect(types(steps).filter((type) => type !== 'executing')).toEqual([
      'dispatched',
      'memory_recall',
      'skill_call',
      'skill_call',
      'completed',
    ]);
    const card = await until('the final card', async () => {
      const shown = await h.card(thread, `task:${task.id}`);
      return shown?.tone === 'success' ? shown : null;
    });
    expect(JSON.stringify(card)).toContain('text of a | text of b');
    expect(card.buttons.map((button) => button.action)).not.toContain('stop');
  });

  it('tells the mind what failed, was refused or had wrong arguments, and goes on', async () => {
    h.skills.on('read', (path) => ({
      ok: path !== 'bad',
      text: path === 'bad' ? 'no such note' : `text of ${path}`,
    }));
    const seen: string[] = [];
    const { task } = await h.play((turn) => {
      const done = turn.exchanges.filter((exchange) => exchange.kind === 'call');
      const last = done.at(-1);
      if (last) seen.push(last.result.failure?.code ?? last.result.text);
      if (done.length === 0) return call('notes.read bad');
      if (done.length === 1) return call('notes.off x');
      if (done.length === 2) return call({ skill: 'notes', action: 'write', arguments: { file: 'x' } });
      if (done.length === 3) return call('notes.nothing x');
      return final('told');
    });
    await h.taskWith(task, 'completed');
    expect(seen).toEqual(['no such note', 'skill_disabled', 'invalid_arguments', 'unknown_action']);
    expectWhole(await h.trace(task));
  });

  it('ends as failed with the reason when the mind asks for somebody to delegate to', async () => {
    const { task, thread } = await h.play(() => ({
      type: 'delegate',
      to: 'Other',
      objective: 'x',
      usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
    }));
    const failed = await h.taskWith(task, 'failed');
    expect(failed.error?.code).toBe('delegation_unavailable');
    await until('the failed card', async () => (await h.card(thread, `task:${task.id}`))?.tone === 'danger');
  });

  it('gives up on a mind that never ends, after a fixed number of turns', async () => {
    const { task } = await h.play(() => call('notes.read a'));
    expect((await h.taskWith(task, 'failed')).error?.code).toBe('too_many_steps');
  });

  it('adds up tokens and cost, and keeps an unknown price unknown', async () => {
    const { task } = await h.play((turn) =>
      turn.exchanges.length === 0
        ? { ...call('notes.read a'), usage: { inputTokens: 10, outputTokens: 5, cost: 0.25 } }
        : final('done', { inputTokens: 1, outputTokens: 2, cost: 0.5 }),
    );
    expect(await h.taskWith(task, 'completed')).toMatchObject({ tokensUsed: 18, cost: 0.75 });
    const { task: other } = await h.play(() =>
      final('done', { inputTokens: 1, outputTokens: 2, cost: null }),
    );
    expect(await h.taskWith(other, 'completed')).toMatchObject({ tokensUsed: 3, cost: null });
  });

  it('stores a long output whole, cuts it in the trace, and gives the mind all of it', async () => {
    const long = 'line\n'.repeat(4000);
    h.skills.on('read', (path) => ({ ok: true, text: path === 'long' ? long : `text of ${path}` }));
    let given = '';
    const { task } = await h.play((turn) => {
      const [first] = turn.exchanges;
      if (first?.kind !== 'call') return call('notes.read long');
      given = first.result.text;
      return final('read');
    });
    await h.taskWith(task, 'completed');
    expect(given).toBe(long);
    const step = (await h.trace(task)).find(({ stepType }) => stepType === 'skill_call');
    expect(step?.details).toMatchObject({ cut: true, outputBytes: long.length });
    expect(step?.details.output?.length).toBeLessThan(long.length);
    expect(await h.stores.traces.readOutput(h.tenantId, task.id, step?.stepOrder ?? 0)).toBe(long);
  });
});

describe('people in a task', () => {
  it('a follow-up reaches the mind once at its next turn, however often it is delivered', async () => {
    const heard: string[] = [];
    const { task } = await h.play((turn) => {
      const messages = turn.exchanges.filter((exchange) => exchange.kind === 'message');
      if (messages.length === 0) return call('notes.read a');
      heard.push(...messages.map((message) => `${message.by}: ${message.text}`));
      return final('heard');
    });
    const followUp = {
      actor: h.people.approver,
      taskId: task.id,
      messageId: 'm-1',
      text: 'also b',
      surface: 'console' as const,
      platform: 'console',
    };
    await until('the task running', async () => (await h.trace(task)).length > 1);
    await Promise.all([1, 2, 3].map(() => h.followUpTask(followUp)));
    await h.taskWith(task, 'completed');
    expect(heard).toEqual(['Approver: also b']);
    const rows = await h.stores.agentMessages.list(h.tenantId, task.id);
    expect(rows.map((row) => row.content)).toEqual(['also b']);
  });

  it('a question waits in the thread and the answer goes on with the task', async () => {
    const { task, thread } = await h.play((turn) => {
      const answer = turn.exchanges.find((exchange) => exchange.kind === 'message');
      if (answer) return final(`answered ${answer.text}`);
      return {
        type: 'ask',
        question: 'Which one?',
        choices: ['first', 'second'],
        usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
      };
    });
    await h.taskWith(task, 'waiting_input');
    const card = await until('the question', async () => {
      const shown = await h.card(thread, `task:${task.id}`);
      return JSON.stringify(shown).includes('Which one?') ? shown : null;
    });
    expect(card.buttons.filter((button) => button.action === 'answer')).toHaveLength(2);
    const { startedNew } = await h.followUpTask({
      actor: h.people.requester,
      taskId: task.id,
      messageId: 'answer-1',
      text: 'second',
      surface: 'console',
      platform: 'console',
    });
    expect(startedNew).toBe(false);
    expect((await h.taskWith(task, 'completed')).output).toBe('answered second');
  });

  it('words after the end start a new task that knows what came before', async () => {
    const { task } = await h.play(() => final('forty-two'));
    await h.taskWith(task, 'completed');
    h.scripts.set('and why?', (turn) => final(turn.task.context.join(' / ')));
    const { task: next, startedNew } = await h.followUpTask({
      actor: h.people.requester,
      taskId: task.id,
      messageId: 'after-1',
      text: 'and why?',
      surface: 'console',
      platform: 'console',
    });
    expect(startedNew).toBe(true);
    expect((await h.taskWith(next, 'completed')).output).toBe(`${task.objective} / forty-two`);
  });

  it('a stop cancels a call in the middle, at once, and says what had been done', async () => {
    h.skills.on('write', (path) => ({ ok: true, text: path }));
    const { task, thread } = await h.play(inTurn('notes.append a', 'notes.slow b'));
    await until('the slow call', async () => {
      const card = await h.card(thread, `task:${task.id}`);
      return JSON.stringify(card).includes('notes.slow');
    });
    await h.stopTask({ actor: h.people.requester, taskId: task.id, reason: null, surface: 'console' });
    await h.taskWith(task, 'cancelled');
    const steps = await h.trace(task);
    expectWhole(steps);
    expect(steps.at(-1)).toMatchObject({
      stepType: 'cancelled',
      details: { by: { displayName: 'Requester' }, done: ['notes.append → a'] },
    });
    const card = await until('the stopped card', async () => {
      const shown = await h.card(thread, `task:${task.id}`);
      return JSON.stringify(shown).includes('Requester') &&
        shown?.buttons.every(({ action }) => action !== 'stop')
        ? shown
        : null;
    });
    expect(JSON.stringify(card)).toContain('notes.append → a');
  });

  it('a stop cancels a mind in the middle of its thought', async () => {
    let aborted = false;
    const { task } = await h.play(
      (_turn, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    );
    await until('the task thinking', async () => (await h.trace(task)).length > 1);
    await h.stopTask({ actor: h.people.admin, taskId: task.id, reason: 'enough', surface: 'console' });
    await h.taskWith(task, 'cancelled');
    await until('the abort', async () => aborted);
  });

  it('another requester may not stop it', async () => {
    const { task } = await h.play(inTurn('notes.slow a'));
    await until('the task running', async () => (await h.trace(task)).length > 1);
    const stop = h.stopTask({ actor: h.people.stranger, taskId: task.id, reason: null, surface: 'console' });
    await expect(stop).rejects.toMatchObject({ code: 'forbidden' });
    await h.stopTask({ actor: h.people.requester, taskId: task.id, reason: null, surface: 'console' });
    await h.taskWith(task, 'cancelled');
  });
});

describe('a long task that goes on in a new run', () => {
  it('knows everything it knew: numbers, calls, and which messages it has seen', async () => {
    const objective = 'carried over';
    const place = await h.thread();
    const request: TaskRequest = {
      tenantId: h.tenantId,
      taskId: '5f0d3c0e-7c1b-5a53-9c53-0b8f6c1d2a47',
      workflowId: `task/${h.tenantId}/console/carried`,
      requestedBy: h.people.requester,
      surface: 'console',
      objective,
      taskType: 'general',
      priority: 'normal',
      thread: place,
      fingerprint: 'f',
      requestedAt: new Date().toISOString(),
    };
    h.scripts.set(objective, (turn) => {
      const messages = turn.exchanges.filter((exchange) => exchange.kind === 'message');
      return final(messages.map((message) => message.text).join(', '));
    });
    const task = await h.stores.tasks.insert(request);
    const [agent] = (await h.stores.agents.list(h.tenantId)).filter(({ backend }) => backend === 'model');
    if (!agent) throw new Error('no agent');
    const at = request.requestedAt;
    const row = (stepOrder: number, stepType: 'dispatched' | 'memory_recall'): TraceStep => ({
      stepOrder,
      stepType,
      agentId: agent.id,
      details: {},
      durationMs: 1,
      at,
    });
    const before = [row(1, 'dispatched'), row(2, 'memory_recall')];
    await h.stores.tasks.record(h.tenantId, task.id, before, { status: 'executing', agentId: agent.id });
    const said = { messageId: 'c-1', by: h.people.requester, text: 'before the new run', at };
    const carried: TaskRunState = {
      ...createRunState(at),
      number: task.number,
      agent: { id: agent.id, name: agent.name, backend: 'model' },
      status: 'executing',
      nextOrder: 3,
      calls: [{ skill: 'notes', name: 'notes.read', ok: true, effect: false, target: 'a' }],
      inbox: [said],
      seenMessages: ['c-1'],
    };
    await h.client.workflow.start(TASK_WORKFLOW, {
      taskQueue: MAIN_QUEUE,
      workflowId: request.workflowId,
      args: [{ ...request, carried }],
    });
    const done = await h.taskWith(task, 'completed');
    expect(done).toMatchObject({ output: 'before the new run', confidence: 0.667 });
    expectWhole(await h.trace(task));
  });
});

describe('an outcome nobody knows', () => {
  const playUnknown = async (answer: string) => {
    let tries = 0;
    h.skills.on('append', (path) => {
      tries += 1;
      if (tries === 1) throw new AppError('skill_timeout');
      h.skills.effects.push(`append ${path}`);
      return { ok: true, text: 'appended' };
    });
    const { task } = await h.play(inTurn('notes.append u'));
    await h.taskWith(task, 'waiting_input');
    await h.followUpTask({
      actor: h.people.requester,
      taskId: task.id,
      messageId: `unknown-${answer}`,
      text: answer,
      surface: 'console',
      platform: 'console',
    });
    await h.taskWith(task, 'completed');
    return { tries: () => tries, steps: await h.trace(task) };
  };

  it('is asked about, and not repeated when it was done', async () => {
    const { tries, steps } = await playUnknown('done');
    expect(tries()).toBe(1);
    expectWhole(steps);
  });

  it('is run again only when a person says so', async () => {
    const { tries, steps } = await playUnknown('retry');
    expect(tries()).toBe(2);
    expectWhole(steps);
  });

  it('needs a new approval to run again what was approved once', async () => {
    h.skills.on('send', () => {
      throw new AppError('skill_timeout');
    });
    const { task } = await h.play(inTurn('notes.send s'));
    const approve = async () => {
      const approval = await h.pendingApproval(task);
      const { answer } = await h.decideApproval({
        actor: h.people.approver,
        approvalId: approval.id,
        verdict: 'approve',
        reason: null,
        digest: approval.digest,
        surface: 'api',
      });
      expect(answer.kind).toBe('accepted');
      return approval.id;
    };
    const first = await approve();
    await until('the question', async () =>
      (await h.trace(task)).some(({ details }) => details.question === true),
    );
    h.skills.on('send', () => ({ ok: true, text: 'sent' }));
    await h.followUpTask({
      actor: h.people.requester,
      taskId: task.id,
      messageId: 'send-again',
      text: 'retry',
      surface: 'console',
      platform: 'console',
    });
    expect(await approve()).not.toBe(first);
    expect((await h.taskWith(task, 'completed')).output).toBe('sent');
    expectWhole(await h.trace(task));
  });
});
