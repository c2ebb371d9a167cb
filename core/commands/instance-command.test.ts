import { describe, expect, it } from 'vitest';
import { parseCommand } from '../command.ts';
import { instanceActions } from '../instance-actions.ts';

const catalogue = { runbooks: [], actions: instanceActions({ digest: () => 'x' }) };
const parse = (line: string) => parseCommand(line, catalogue);
const run = (action: string, args: object) => ({
  kind: 'command',
  command: { name: 'run', kind: 'action', skill: 'instance', action, arguments: args },
});

describe('/instance', () => {
  it('shows them all, or one', () => {
    expect(parse('/instance')).toEqual({ kind: 'command', command: { name: 'instance', show: 'list' } });
    expect(parse('/instance list')).toEqual(parse('/instance'));
    expect(parse('/instance status')).toEqual({
      kind: 'command',
      command: { name: 'instance', show: 'status', instance: null },
    });
    expect(parse('/instance status main')).toMatchObject({ command: { instance: 'main' } });
  });

  it('is the skill action of the same name for everything else', () => {
    expect(parse('/instance deploy')).toEqual(run('deploy', {}));
    expect(parse('/instance deploy main version=2026.9.6')).toEqual(
      run('deploy', { name: 'main', version: '2026.9.6' }),
    );
    expect(parse('/instance Stop main')).toEqual(run('stop', { name: 'main' }));
    expect(parse('/instance logs lines=20')).toEqual(run('logs', { lines: 20 }));
    expect(parse('/instance destroy name=main')).toEqual(run('destroy', { name: 'main' }));
  });

  it('offers what was meant', () => {
    expect(parse('/instance restrat main')).toMatchObject({
      kind: 'mistake',
      suggestion: '/instance restart main',
    });
    expect(parse('/instance upgrade main')).toMatchObject({
      kind: 'mistake',
      text: { t: 'command.needs_values' },
    });
    expect(parse('/instance xyzzy')).toMatchObject({ kind: 'mistake', suggestion: null });
  });
});
