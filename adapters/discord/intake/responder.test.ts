import { expect, it } from 'vitest';
import { createResponder } from './responder.ts';

it('gives one first answer and no second', async () => {
  const responder = createResponder();
  expect(responder.isAnswered()).toBe(false);
  expect(responder.first({ type: 9, data: { title: 'a form' } })).toBe(true);
  expect(responder.first({ type: 4 })).toBe(false);
  expect(await responder.answered).toEqual({ type: 9, data: { title: 'a form' } });
  expect(responder.isAnswered()).toBe(true);
});

it('lets one answer take the place of "is thinking…"', () => {
  const responder = createResponder();
  responder.first({ type: 5 });
  expect([responder.takeDeferred(), responder.takeDeferred()]).toEqual([true, false]);
  const quick = createResponder();
  quick.first({ type: 6 });
  expect(quick.takeDeferred()).toBe(false);
});
