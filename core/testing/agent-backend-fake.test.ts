import { expect, it } from 'vitest';
import { NO_USAGE } from '../task.ts';
import { createFakeAgentBackend } from './agent-backend-fake.ts';
import { ran, sampleTurn } from './turn.ts';

it('a fake mind follows its plan by what happened, and keeps nothing', async () => {
  const { signal } = new AbortController();
  const question = { type: 'ask', question: 'Which?', choices: [], usage: NO_USAGE } as const;
  const mind = createFakeAgentBackend([question, (turn) => ({ ...question, question: turn.locale })]);
  const asked = { kind: 'question', text: 'Which?' } as const;
  const answered = { kind: 'message', by: 'R', text: 'This one' } as const;
  const call = ran({ skill: 'a', action: 'b', arguments: {} }, { text: 'done' });
  expect(await mind.next(sampleTurn(), { signal })).toEqual(question);
  expect(await mind.next(sampleTurn(), { signal })).toEqual(question);
  expect(
    await mind.next(sampleTurn({ exchanges: [asked, answered], locale: 'es' }), { signal }),
  ).toMatchObject({
    question: 'es',
  });
  expect(await mind.next(sampleTurn({ exchanges: [asked, answered, call] }), { signal })).toMatchObject({
    type: 'final',
    output: 'done',
  });
});
