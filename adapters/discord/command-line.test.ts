import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../core/command.ts';
import { toLine } from './command-line.ts';
import type { OptionValues } from './inbound/types.ts';

const NOTHING = { runbooks: [], actions: [] };

describe('a filled-in command as a typed line', () => {
  it.each<[string, OptionValues, string]>([
    ['task', { objective: 'Tidy up' }, '/task Tidy up'],
    [
      'task',
      { objective: "don't touch web-1", agent: 'Night Shift', priority: 'high', file: '17' },
      '/task agent:"Night Shift" priority:high don\'t touch web-1',
    ],
    [
      'run',
      { target: 'disk-report', arguments: 'host=web-1 note="a b"' },
      '/run disk-report host=web-1 note="a b"',
    ],
    ['run', { target: ' disk-report ', arguments: '' }, '/run disk-report'],
    ['trace', { task: 'T-12' }, '/trace T-12'],
    ['stop', {}, '/stop'],
    ['approvals', { copies: 'here' }, '/approvals here'],
    ['link', { code: 'ABCD' }, '/link ABCD'],
    ['member', { words: 'link Ana @123456789012345678' }, '/member link Ana @123456789012345678'],
    ['help', {}, '/help'],
    ['unknown', { x: 1 }, '/unknown'],
  ])('%s %j', (name, options, line) => {
    expect(toLine(name, options)).toBe(line);
  });

  it('is read by the one parser as what was filled in', () => {
    const plain = fc.stringMatching(/^[\w'"éñ .,-]{1,30}$/).filter((words) => words.trim() !== '');
    const name = fc.stringMatching(/^[\w .'-]{1,20}$/).filter((words) => words.trim() !== '');
    fc.assert(
      fc.property(plain, name, (objective, agent) => {
        const result = parseCommand(toLine('task', { objective, agent, priority: 'low' }), NOTHING);
        const command = result.kind === 'command' ? result.command : null;
        expect(command).toMatchObject({ name: 'task', agent: agent.trim(), priority: 'low' });
        // The parser keeps words, not the room between them.
        const words = command?.name === 'task' ? command.objective : '';
        expect(words.replace(/\s+/g, ' ')).toBe(objective.trim().replace(/\s+/g, ' '));
      }),
      { numRuns: 300 },
    );
  });
});
