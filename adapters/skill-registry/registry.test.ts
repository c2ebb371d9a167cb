import { describe, expect, it } from 'vitest';
import type { SkillAction } from '../../core/skill.ts';
import { createFakeSkillBackend, type FakeAction } from '../../core/testing/skill-backend-fake.ts';
import type { SkillSettings } from './overrides.ts';
import { createSkillRegistry } from './registry.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const say =
  (text: string): FakeAction['run'] =>
  () => ({ ok: true, text });
const start = async (actions: Record<string, FakeAction>, settings: SkillSettings = { actions: {} }) => {
  const backend = createFakeSkillBackend('files', actions);
  const registry = await createSkillRegistry({ skills: [{ name: 'files', backend, settings }], log: silent });
  const find = (name: string): SkillAction => {
    const action = registry.find('files', name);
    if (!action) throw new Error(`no ${name}`);
    return action;
  };
  return { backend, registry, find };
};
const context = { signal: new AbortController().signal, idempotencyKey: 'k', tenantId: 't' };

describe('skill registry', () => {
  it('finds, lists and invokes', async () => {
    const { registry, find } = await start({ read: { run: say('hello') } });
    expect(registry.list().map((action) => action.action)).toEqual(['read']);
    expect(registry.find('files', 'write')).toBeUndefined();
    expect(registry.find('other', 'read')).toBeUndefined();
    expect(await registry.invoke(find('read'), {}, context)).toEqual({ ok: true, text: 'hello' });
  });

  it('puts the configuration over the backend, an action over its skill', async () => {
    const { find } = await start(
      {
        read: { run: say('') },
        write: { run: say(''), labels: ['writes', 'destructive'], undoable: false, idempotent: false },
        send: { run: say(''), labels: ['writes'] },
      },
      {
        approval: 'always',
        actions: {
          read: { approval: 'never', target: 'path', approvers: ['@ops'] },
          write: { labels: ['writes'], idempotent: true },
          send: { labels: ['sends_outside'], enabled: false },
        },
      },
    );
    expect(find('read')).toMatchObject({
      approval: 'never',
      approvers: ['@ops'],
      targetArgument: 'path',
      enabled: true,
    });
    expect(find('write')).not.toHaveProperty('approvers');
    expect(find('write')).toMatchObject({
      approval: 'always',
      labels: ['writes'],
      undoable: true,
      idempotent: true,
    });
    expect(find('send')).toMatchObject({ enabled: false, undoable: false });
  });

  it('lists anew on a change and tells who listens', async () => {
    const { backend, registry, find } = await start({ read: { run: say('') } });
    const before = find('read').digest;
    const changed = new Promise<void>((resolve) => registry.onChange(resolve));
    backend.define('read', { run: say(''), description: 'now it does something else' });
    await changed;
    expect(find('read').digest).not.toBe(before);
  });

  it('checks the arguments by the definition that is in force', async () => {
    const schema = (type: string) => ({
      type: 'object',
      properties: { path: { type }, when: { type: 'string', format: 'date' }, kind: { enum: ['a', 'b'] } },
      required: ['path'],
      additionalProperties: false,
    });
    const { backend, registry, find } = await start({
      read: { run: say(''), inputSchema: schema('string') },
    });
    const check = (args: object) => registry.checkArguments(find('read'), { ...args });
    expect(check({ path: 'a', when: '2026-11-23', kind: 'b' })).toEqual([]);
    expect(check({ path: 1, when: 'soon', kind: 'c', other: 1 })).toEqual([
      '"other" is not known',
      'path must be string',
      'when must match format "date"',
      'kind must be one of a, b',
    ]);
    expect(check({})).toEqual(['"path" is missing']);
    const changed = new Promise<void>((resolve) => registry.onChange(resolve));
    backend.define('read', { run: say(''), inputSchema: schema('number') });
    await changed;
    expect(check({ path: 1 })).toEqual([]);
  });

  it('takes both drafts that are in use, and refuses every value by a schema that is none', async () => {
    const { registry, find } = await start({
      old: {
        run: say(''),
        inputSchema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', required: ['a'] },
      },
      new: {
        run: say(''),
        inputSchema: { type: 'object', properties: { pair: { prefixItems: [{ type: 'string' }] } } },
      },
      broken: { run: say(''), inputSchema: { type: 'objekt' } },
    });
    expect(registry.checkArguments(find('old'), {})).toEqual(['"a" is missing']);
    expect(registry.checkArguments(find('new'), { pair: [1] })).toEqual(['pair.0 must be string']);
    expect(registry.checkArguments(find('broken'), {})[0]).toContain("the schema can't be used");
  });
});
