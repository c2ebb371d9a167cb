import { expect, test } from 'vitest';

interface Answer {
  readonly details: unknown;
}
interface Tool {
  execute(id: string, args: unknown): Promise<Answer>;
}
interface Results {
  once(id: string, run: () => unknown): unknown;
}

const load = async (file: string) =>
  (await import(new URL(`../../helm/openclaw/bridge/${file}`, import.meta.url).href)) as {
    createTool(): Tool;
    createResults(options: object): Results;
  };

const { createTool } = await load('index.js');
const { createResults } = await load('results.js');

const run = async (args: unknown) => (await createTool().execute('call', args)).details;

test('ping is answered', async () => {
  expect(await run({ requestId: 'r', action: 'ping', params: {} })).toEqual({ ok: true, version: '1.0.0' });
});

test('what it does not know is said in a sentence, also names every object has', async () => {
  for (const action of ['toString', '__proto__', 'constructor', 'rm']) {
    expect(await run({ requestId: 'r', action })).toEqual({
      ok: false,
      error: `There is no action named ${action}.`,
    });
  }
});

test('never throws, whatever it is given', async () => {
  for (const args of [
    null,
    undefined,
    {},
    { requestId: 1, action: 'ping' },
    { requestId: 'x'.repeat(300) },
  ]) {
    expect(await run(args)).toMatchObject({ ok: false });
  }
});

test('a repeated request runs once, also while it runs, and is forgotten after its time', async () => {
  let now = 0;
  let runs = 0;
  const results = createResults({ keepMs: 100, now: () => now });
  const work = async () => {
    runs += 1;
    return runs;
  };
  expect(await Promise.all([results.once('a', work), results.once('a', work)])).toEqual([1, 1]);
  expect(await results.once('b', work)).toBe(2);
  now = 101;
  expect(await results.once('a', work)).toBe(3);
});

test('keeps no more than it may', async () => {
  let runs = 0;
  const results = createResults({ most: 3, now: () => 0 });
  for (const id of ['a', 'b', 'c', 'd']) results.once(id, () => (runs += 1));
  results.once('d', () => (runs += 1));
  expect(runs).toBe(4);
  results.once('a', () => (runs += 1));
  expect(runs).toBe(5);
});
