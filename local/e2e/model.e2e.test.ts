import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ScriptedOpenAiServer,
  type ScriptedReply,
  startScriptedOpenAiServer,
} from '../../adapters/llm/testing/scripted-openai-server.ts';
import { SOME, says } from '../testing/person.ts';
import { until } from '../testing/until.ts';
import { inOrder, startWorld, type World } from '../testing/world.ts';

let world: World;
let model: ScriptedOpenAiServer;
beforeAll(async () => {
  model = await startScriptedOpenAiServer();
  world = await startWorld({
    env: {
      COUNTERSIGN_MODEL: 'openai-compatible:scripted',
      OPENAI_COMPATIBLE_BASE_URL: model.baseUrl,
      COUNTERSIGN_MODEL_PRICE: '3,15',
    },
  });
});
afterAll(async () => {
  await world.stop();
  await model.close();
});

/** Words for the model, which then answers by this script. Returns the number of requests it had got before. */
const asks = async (words: string, ...script: readonly ScriptedReply[]) => {
  const before = model.requests.length;
  model.script(...script);
  return { ...(await world.starts(world.people.requester, words)), before };
};

const call = (name: string, input: unknown): ScriptedReply => ({ calls: [{ name, input }] });

const toldTo = (request: number): string => JSON.stringify(model.requests[request]?.messages);

const expectWholeTrace = async (id: string): Promise<void> => {
  const numbers = await world.numbers(id);
  expect(numbers).toEqual(inOrder(numbers));
};

describe('a model', () => {
  it('works through a call that needs an approval, one that fails and one with invalid arguments', async () => {
    const { approver, requester } = world.people;
    const { threadKey, id, before } = await asks(
      'Write the plan down and check it',
      call('files__write_file', { path: 'plan.md', content: 'the plan' }),
      call('counting__fail', { reason: 'no luck today' }),
      call('files__read_text_file', { path: ['not', 'a', 'path'] }),
      { text: 'The plan is in plan.md; checking it failed.' },
    );
    const approval = await world.pending(id);
    expect(approval.subject).toMatchObject({ skill: 'files', action: 'write_file' });
    expect(model.requests.length).toBe(before + 1);
    const own = await world.decide(requester, approval);
    expect(own.body.code).toBe('own_request');
    expect((await world.decide(approver, approval)).body.outcome).toBe('accepted');

    const task = await world.taskIs(id, 'completed');
    expect(readFileSync(world.workspace('plan.md'), 'utf8')).toBe('the plan');
    expect(task.output).toBe('The plan is in plan.md; checking it failed.');
    expect(task.tokens_used).toBe(480);
    expect(model.requests.length).toBe(before + 4);
    expect(toldTo(before)).toContain('Write the plan down and check it');
    expect(toldTo(before + 2)).toContain('no luck today');
    const lastResult = model.requests[before + 3]?.messages.at(-1);
    expect(lastResult?.role).toBe('tool');
    expect(JSON.stringify(lastResult)).toContain('path');

    const calls = (await world.trace(id)).filter(({ step_type }) => step_type === 'skill_call');
    expect(calls.map(({ details }) => [details.action, details.ok])).toEqual([
      ['write_file', true],
      ['fail', false],
      ['read_text_file', false],
    ]);
    expect(calls[2]?.details.failure).toMatchObject({ code: 'invalid_arguments' });
    await expectWholeTrace(id);
    const card = await requester.sees(threadKey, 'The plan is in plan.md; checking it failed.');
    expect(card.text).toMatch(/480 tokens · \$0\.0024/);
  });

  it('hears what is said in the thread while it works, and after the end a new task knows the old one', async () => {
    const { requester } = world.people;
    const { threadKey, id, before } = await asks(
      'Read the counter slowly',
      call('counting__slow_read', { delayMs: 1500 }),
      { text: 'Read, and the folders are counted too.' },
    );
    await until('the call has begun', () => world.begun('counting').includes('slow_read'));
    const messageId = randomUUID();
    await requester.say(threadKey, 'count the folders too', messageId);
    await requester.say(threadKey, 'count the folders too', messageId);
    await requester.sees(threadKey, says('command.followed_up', { number: SOME }));
    await world.taskIs(id, 'completed');
    expect(toldTo(before + 1).split('count the folders too')).toHaveLength(2);
    await requester.sees(threadKey, /@Requester wrote\s+count the folders too/);
    await expectWholeTrace(id);

    model.script({ text: 'As I said: the folders are counted.' });
    await requester.say(threadKey, 'what was the result?');
    const next = await requester.sees(threadKey, 'As I said: the folders are counted.');
    expect(next.slot).not.toBe(`task:${id}`);
    const told = toldTo(before + 2);
    expect(told).toContain('Read the counter slowly');
    expect(told).toContain('Read, and the folders are counted too.');
    expect(told).toContain('what was the result?');
  });
});

describe('a stop', () => {
  it('in the middle of a call ends it at once and says what had been done and what may have been', async () => {
    const { requester, stranger } = world.people;
    const { threadKey, id } = await asks(
      'Append two lines',
      call('counting__slow_append', { line: 'first' }),
      call('counting__slow_append', { line: 'second', delayMs: 60_000 }),
    );
    await until('the second call has begun', () => world.begun('counting').includes('second'));
    // Somebody else's task is not theirs to stop.
    const other = await stranger.api('POST', `/api/v1/agent-tasks/${id}/cancel`, {});
    expect([other.status, other.body.code]).toEqual([403, 'forbidden']);
    await requester.say(threadKey, '/stop');
    await world.taskIs(id, 'cancelled');
    const card = await requester.sees(threadKey, says('card.stopped_by', { by: 'Requester' }));
    expect(card.text).toMatch(says('card.stopped_done', { done: 'counting.slow_append' }));
    expect(card.text).toMatch(
      says('card.stopped_unknown', { action: 'counting.slow_append', what: 'counting.slow_append' }),
    );
    expect(card.text).not.toContain('[Stop]');
    expect(world.effects('counting')).toEqual(['first']);
    await expectWholeTrace(id);
    await requester.say(threadKey, `/stop ${(await world.task(id)).ref}`);
    await requester.sees(threadKey, says('error.task_ended', { number: SOME }));
  });

  it('in the middle of a model’s turn ends it at once and says what had been done', async () => {
    const { requester } = world.people;
    const { threadKey, id, before } = await asks(
      'Append a line and think long',
      call('counting__slow_append', { line: 'third' }),
      { hold: true },
    );
    await model.received(before + 2);
    await requester.say(threadKey, '/stop');
    await world.taskIs(id, 'cancelled');
    const card = await requester.sees(threadKey, says('card.stopped_by', { by: 'Requester' }));
    expect(card.text).toMatch(says('card.stopped_done', { done: 'counting.slow_append' }));
    expect(card.text).not.toContain('may have taken effect');
    await expectWholeTrace(id);
    expect((await world.trace(id)).at(-1)?.step_type).toBe('cancelled');
  });
});
