import { describe, expect, it } from 'vitest';
import type { Exchange, NextStep, Turn } from '../../core/ports/agent-backend.ts';
import type { FileError } from '../../core/schema/file-problems.ts';
import { ran, sampleTurn } from '../../core/testing/turn.ts';
import { readRunbook } from './read-runbooks.ts';
import { createRunbookBackend } from './runbook-backend.ts';

const HEAD = `name: sample
title: { en: Sample, es: Muestra }
description: { en: Does it, es: Lo hace }
example: /run sample
`;
const BODY = `inputs:
  type: object
  properties:
    path: { type: string, default: here }
    limit: { type: integer, default: 2 }
`;
const load = (rest: string) => readRunbook(HEAD + rest, 'sample.yaml', () => null);
const { signal } = new AbortController();

const next = (
  rest: string,
  exchanges: readonly Exchange[] = [],
  parts: Partial<Turn> = {},
): Promise<NextStep> => {
  const runbook = load(rest);
  const turn = sampleTurn({
    exchanges,
    ...parts,
    task: { taskType: 'runbook', runbook: 'sample', ...parts.task },
  });
  return createRunbookBackend({ find: (name) => (name === 'sample' ? runbook : undefined) }).next(turn, {
    signal,
  });
};
const call = { skill: 'files', action: 'read', arguments: {} };

describe('a runbook', () => {
  const TWO = `${BODY}steps:
  - { id: list, call: files.list, with: { path: "\${{ inputs.path }}", limit: "\${{ inputs.limit + 1 }}", words: "at \${{ inputs.path }}!" } }
  - { id: write, call: files.write, if: steps.list.ok && size(lines(steps.list.output)) > 1, why: { en: because, es: porque } }
answer: { en: "\${{ steps.list.output }}", es: "es \${{ steps.write.ran }}" }
`;

  it('begins with its first step; a value that is one expression keeps its type', async () => {
    expect(await next(TWO)).toEqual({
      type: 'call',
      calls: [{ skill: 'files', action: 'list', arguments: { path: 'here', limit: 3, words: 'at here!' } }],
      approveTogether: false,
      runbookStep: 'list',
      stepsLeft: 1,
      usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
    });
  });

  it('takes the arguments of the task over the defaults', async () => {
    const step = await next(TWO, [], {
      task: { ...sampleTurn().task, taskType: 'runbook', runbook: 'sample', arguments: { path: 'there' } },
    });
    expect(step).toMatchObject({ calls: [{ arguments: { path: 'there', limit: 3 } }] });
  });

  it('goes on from what ran, in the language of who asked', async () => {
    const step = await next(TWO, [ran(call, { text: 'a\nb' }, 'list')], { locale: 'es' });
    expect(step).toMatchObject({
      runbookStep: 'write',
      stepsLeft: 0,
      calls: [{ action: 'write', why: 'porque' }],
    });
  });

  it('leaves a step out when its condition is false, and ends with its answer', async () => {
    const listed = [ran(call, { text: 'a' }, 'list')];
    expect(await next(TWO, listed)).toMatchObject({ type: 'final', output: 'a' });
    expect(await next(TWO, listed, { locale: 'es' })).toMatchObject({ type: 'final', output: 'es false' });
  });

  it('does not look at what was said in between', async () => {
    const exchanges: Exchange[] = [
      { kind: 'message', by: 'R', text: 'faster' },
      ran(call, { text: 'a' }, 'list'),
    ];
    expect(await next(TWO, exchanges)).toMatchObject({ type: 'final' });
  });

  it('says the same whenever it is asked', async () => {
    expect(await next(TWO)).toEqual(await next(TWO));
  });

  it("fails with the step that failed and the tool's own words", async () => {
    const failed = ran(
      call,
      { ok: false, text: 'no such folder', failure: { code: 'skill_failed', params: {} } },
      'list',
    );
    await expect(next(TWO, [failed])).rejects.toMatchObject({
      code: 'runbook_failed',
      params: { step: 'list', action: 'files.list', reason: { raw: 'no such folder' } },
    });
  });

  it('fails with the sentence of any other failure', async () => {
    const failed = ran(
      call,
      { ok: false, text: '', failure: { code: 'skill_timeout', params: { skill: 'files' } } },
      'list',
    );
    await expect(next(TWO, [failed])).rejects.toMatchObject({
      params: { reason: { t: 'error.skill_timeout', p: { skill: 'files' } } },
    });
  });

  it('goes on after a failed step that may fail', async () => {
    const runbook = `steps:
  - { id: try, call: files.read, onError: continue }
answer: "\${{ steps.try.ok ? 'fine' : 'not: ' + steps.try.error }}"
`;
    const failed = ran(call, { ok: false, text: 'gone' }, 'try');
    expect(await next(runbook, [failed])).toMatchObject({ type: 'final', output: 'not: gone' });
  });

  it("fails with the step whose expression can't be worked out", async () => {
    const runbook = `steps:
  - { id: check, call: http.check }
  - { id: use, call: files.write, with: { a: "\${{ steps.check.data.nothing }}" } }
answer: done
`;
    await expect(next(runbook, [ran(call, { text: '{"status":200}' }, 'check')])).rejects.toMatchObject({
      code: 'runbook_failed',
      params: { step: 'use', reason: { raw: 'No such key: nothing' } },
    });
  });

  it('that is not known any more says so', async () => {
    const turn = sampleTurn({ task: { taskType: 'runbook', runbook: 'gone' } });
    await expect(
      createRunbookBackend({ find: () => undefined }).next(turn, { signal }),
    ).rejects.toMatchObject({
      code: 'unknown_runbook',
      params: { name: 'gone' },
    });
  });
});

describe('forEach', () => {
  const EACH = `steps:
  - { id: list, call: files.list }
  - id: move
    call: files.move
    forEach: lines(steps.list.output).filter(name, name != 'c')
    with: { from: "\${{ item }}", number: "\${{ index }}" }
answer: "\${{ steps.move.items.map(move, move.item + '=' + move.output).join(',') }} \${{ steps.move.ran }}"
`;
  const listed = (text: string) => ran(call, { text }, 'list');
  const moved = (text: string, ok = true) => ran(call, { text, ok }, 'move');

  it('is one batch that is approved together', async () => {
    expect(await next(EACH, [listed('a\nb\nc')])).toMatchObject({
      approveTogether: true,
      calls: [{ arguments: { from: 'a', number: 0 } }, { arguments: { from: 'b', number: 1 } }],
    });
  });

  it('asks for what is left when a part of it ran', async () => {
    const step = await next(EACH, [listed('a\nb'), moved('1')]);
    expect(step).toMatchObject({ calls: [{ arguments: { from: 'b', number: 1 } }] });
  });

  it('gives each result to later steps', async () => {
    expect(await next(EACH, [listed('a\nb'), moved('1'), moved('2')])).toMatchObject({
      output: 'a=1,b=2 true',
    });
  });

  it('over nothing does nothing', async () => {
    expect(await next(EACH, [listed('')])).toMatchObject({ type: 'final', output: 'false' });
  });

  it('fails when one of it failed', async () => {
    await expect(next(EACH, [listed('a\nb'), moved('1'), moved('no', false)])).rejects.toMatchObject({
      code: 'runbook_failed',
      params: { step: 'move', reason: { raw: 'no' } },
    });
  });
});

describe('one action', () => {
  const backend = createRunbookBackend({ find: () => undefined });
  const turn = (exchanges: readonly Exchange[] = []) =>
    sampleTurn({ exchanges, task: { taskType: 'action', runbook: 'files.read', arguments: { path: 'a' } } });

  it('is one call and its output', async () => {
    expect(await backend.next(turn(), { signal })).toMatchObject({
      type: 'call',
      calls: [{ skill: 'files', action: 'read', arguments: { path: 'a' } }],
      stepsLeft: 0,
    });
    expect(await backend.next(turn([ran(call, { text: 'words' })]), { signal })).toMatchObject({
      type: 'final',
      output: 'words',
    });
  });

  it('fails as its call failed', async () => {
    const failure = { code: 'invalid_arguments', params: { name: 'files.read', errors: 'no' } } as const;
    await expect(
      backend.next(turn([ran(call, { ok: false, text: '', failure })]), { signal }),
    ).rejects.toMatchObject(failure);
    await expect(
      backend.next(turn([ran(call, { ok: false, text: 'gone' })]), { signal }),
    ).rejects.toMatchObject({
      code: 'skill_failed',
      params: { action: 'files.read', reason: 'gone' },
    });
  });
});

describe('a runbook file', () => {
  const problemsOf = (rest: string): readonly string[] => {
    try {
      load(rest);
      return [];
    } catch (error) {
      return (error as FileError).problems;
    }
  };

  it('tells what is wrong with its shape, each with its line', () => {
    expect(
      problemsOf(`colour: red
steps:
  - id: Bad
    call: nodot
    when: now
answer: { en: only }
`),
    ).toEqual([
      'sample.yaml:5: colour: is not known here',
      'sample.yaml:7: steps.0.id: must be lower-case letters, digits or _',
      'sample.yaml:8: steps.0.call: must be skill.action',
      'sample.yaml:9: steps.0.when: is not known here',
      'sample.yaml:10: answer: Invalid input',
    ]);
  });

  it('tells what is wrong with its expressions', () => {
    expect(
      problemsOf(`steps:
  - { id: one, call: a.b, if: "1 +" }
  - { id: two, call: a.b, if: steps.three.ok }
  - { id: two, call: a.b, with: { x: "\${{ inputs.missing }}", y: "\${{ 1" } }
  - { id: five, call: a.b, forEach: nobody }
answer: "\${{ values.none }}"
`),
    ).toEqual([
      'sample.yaml:6: steps.0.if: Unexpected token: EOF',
      'sample.yaml:7: steps.1.if: steps.three is not known here',
      'sample.yaml:8: steps.2.id: two is already used',
      'sample.yaml:8: steps.2.with.y: an expression has no end "}}"',
      'sample.yaml:8: steps.2.with: inputs.missing is not known here',
      'sample.yaml:9: steps.3.forEach: Unknown variable: nobody',
      'sample.yaml:10: answer: values.none is not known here',
    ]);
  });

  it('tells what is wrong with its input schema', () => {
    expect(() =>
      readRunbook(`${HEAD}${BODY}steps: [{ id: a, call: a.b }]\nanswer: x`, 'sample.yaml', () => 'bad type'),
    ).toThrow('sample.yaml:5: inputs: bad type');
  });
});
