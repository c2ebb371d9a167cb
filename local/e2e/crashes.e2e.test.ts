import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { SOME, says, sentence } from '../testing/person.ts';
import type { ServiceName } from '../testing/stack.ts';
import { until } from '../testing/until.ts';
import { inOrder, startWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ ownServers: true });
});
afterAll(() => world.stop());

/** `kill -9` of one process; resolves when the supervisor has brought it back. */
const killed = async (service: ServiceName, options: { withChildren?: boolean } = {}): Promise<void> => {
  const back = world.stack().nextLine(`${service} is back`);
  const pid = world.stack().pidOf(service);
  process.kill(options.withChildren ? -pid : pid, 'SIGKILL');
  await back;
};

/** The worker dies after the tool has acted and before it could hear of it. */
const killedUnheard = async (line: string): Promise<void> => {
  process.kill(world.stack().pidOf('worker'), 'SIGSTOP');
  await until('the effect', () => world.effects('counting').includes(line));
  await killed('worker');
};

const begins = (line: string): Promise<true> =>
  until(`"${line}" has begun`, () => world.begun('counting').includes(line));

const expectWholeTrace = async (id: string): Promise<void> => {
  const numbers = await world.numbers(id);
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual(inOrder(numbers));
};

const callsIn = async (id: string): Promise<number> =>
  (await world.trace(id)).filter(({ step_type }) => step_type === 'skill_call').length;

const QUESTION = says('work.outcome_unknown', { action: 'counting.slow_append', target: '' });

/** Answers the question under the card with the button that says so. */
const answer = async (task: { threadKey: string; id: string }, choice: 'done' | 'retry'): Promise<void> => {
  const { requester } = world.people;
  const { slot, text } = await requester.sees(task.threadKey, QUESTION);
  expect(text).toContain(sentence(`work.choice_${choice}`));
  const said = await requester.click(task.threadKey, {
    slot,
    action: 'answer',
    value: `${task.id}:${choice}`,
  });
  expect(said).toMatch(says('command.followed_up', { number: SOME }));
};

describe('the worker killed in the middle of a step', () => {
  it('asks a person when nobody knows the outcome, does not act again when it was done, and repeats a reading step', async () => {
    const { requester } = world.people;
    const reading = await world.starts(requester, '/run counting.slow_read delayMs=1500');
    const acting = await world.starts(requester, '/run counting.slow_append line=done delayMs=1500');
    await begins('done');
    await begins('slow_read');
    await killedUnheard('done');
    expect((await world.taskIs(acting.id, 'waiting_input')).error).toBeNull();
    await answer(acting, 'done');
    await world.taskIs(acting.id, 'completed');
    expect(world.effects('counting')).toEqual(['done']);
    await expectWholeTrace(acting.id);

    await world.taskIs(reading.id, 'completed');
    await expectWholeTrace(reading.id);
    expect(await callsIn(reading.id)).toBe(1);
    await requester.sees(reading.threadKey, /✓.*done/);
  });

  it('runs it again when a person says so, with one effect in the end', async () => {
    const { requester } = world.people;
    const task = await world.starts(requester, '/run counting.slow_append line=retried delayMs=1500');
    await begins('retried');
    // With the tool's server: the line is never written.
    await killed('worker', { withChildren: true });
    await world.taskIs(task.id, 'waiting_input');
    await answer(task, 'retry');
    await world.taskIs(task.id, 'completed');
    expect(world.effects('counting').filter((line) => line === 'retried')).toEqual(['retried']);
    expect(world.begun('counting').filter((line) => line === 'retried')).toHaveLength(2);
    await expectWholeTrace(task.id);
  });
});

describe('killed while a person is waited for', () => {
  it(
    scenario('crash', 'the worker, the api and the database come back, and the decision counts once'),
    async () => {
      const { requester, approver } = world.people;
      const { threadKey, id } = await world.starts(requester, '/run workspace-report');
      const approval = await world.pending(id);
      await requester.sees(threadKey, 'Approval needed');
      await killed('worker');
      await killed('api');
      await killed('postgres', { withChildren: true });
      await until('the api answers', async () => (await fetch(`${world.url}/readyz`)).ok);
      await requester.sees(threadKey, 'Approval needed');
      const decided = await world.decide(approver, approval);
      expect([200, 202]).toContain(decided.status);
      await world.taskIs(id, 'completed');
      expect(readFileSync(world.workspace('report.md'), 'utf8')).toContain('# Workspace report');
      await expectWholeTrace(id);
      const granted = (await world.trace(id)).filter(({ step_type }) => step_type === 'approval_granted');
      expect(granted).toHaveLength(1);
      await requester.sees(threadKey, /✓ Approved/);
    },
  );

  it('a decision made while no worker runs is kept, told so, and applied', async () => {
    const { requester, approver, admin } = world.people;
    const { threadKey, id } = await world.starts(requester, '/run ledger.slow_append line=kept');
    const approval = await world.pending(id);
    const { slot } = await approver.sees(threadKey, 'Approval needed');
    // Stopped, not killed: the supervisor must not bring another one before the click.
    const worker = world.stack().pidOf('worker');
    process.kill(worker, 'SIGSTOP');
    const told = await approver.click(threadKey, {
      slot,
      action: 'approve',
      value: approval.id,
      shownDigest: approval.digest,
    });
    expect(told).toMatch(says('notice.recorded'));
    await killed('worker');
    await world.taskIs(id, 'completed');
    expect(world.effects('ledger')).toEqual(['kept']);
    const late = await world.decide(admin, approval);
    expect(late.body).toMatchObject({ code: 'already_decided', by: { display_name: 'Approver' } });
    await expectWholeTrace(id);
  });
});

describe('everything killed at once', () => {
  it('carries on in the same folder: what ran, what waited, and every thread', async () => {
    const { requester, approver } = world.people;
    const waiting = await world.starts(requester, '/run ledger.slow_append line=survived');
    const approval = await world.pending(waiting.id);
    await approver.sees(waiting.threadKey, 'Approval needed');
    const begun = world.begun('counting').length;
    const running = await world.starts(requester, '/run counting.slow_read delayMs=2000');
    await until('the call has begun', () => world.begun('counting').length > begun);
    const before = (await requester.read(waiting.threadKey)).map(({ slot }) => slot);
    await world.stack().killEverything();
    await world.startAgain();

    expect((await requester.read(waiting.threadKey)).map(({ slot }) => slot)).toEqual(before);
    await world.taskIs(running.id, 'completed');
    expect((await world.task(waiting.id)).status).toBe('waiting_input');
    expect((await world.decide(approver, approval)).body.outcome).toMatch(/accepted|recorded/);
    await world.taskIs(waiting.id, 'completed');
    expect(world.effects('ledger').filter((line) => line === 'survived')).toEqual(['survived']);
    for (const { id } of [waiting, running]) await expectWholeTrace(id);
    await requester.sees(waiting.threadKey, /✓ Approved/);
  });
});
