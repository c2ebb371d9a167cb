import { describe, expect, it } from 'vitest';
import type { Agent } from './agent.ts';
import { chooseAgent, type DispatchNeed } from './dispatch.ts';

const agent = (name: string, over: Partial<Agent> = {}): Agent => ({
  id: `id-${name}`,
  tenantId: 't',
  name,
  description: '',
  capabilities: ['files'],
  backend: 'runbook',
  trustLevel: 1,
  status: 'active',
  skills: [],
  groupIds: [],
  ...over,
});

const need = (over: Partial<DispatchNeed> = {}): DispatchNeed => ({
  capabilities: ['files'],
  skills: [],
  backends: ['runbook'],
  objective: 'Workspace report',
  agentName: null,
  groupId: null,
  ...over,
});

const chosen = (agents: readonly Agent[], asked: DispatchNeed): string => {
  const result = chooseAgent(agents, asked);
  return result.kind === 'chosen' ? result.choice.agent.name : result.kind;
};

const skilled = (proficiency: number, successRate: number) => [
  { skillName: 'files', proficiency, timesUsed: 9, successRate },
];

describe('chooseAgent', () => {
  it.each<[string, readonly Agent[], DispatchNeed, string]>([
    ['the one with the capabilities', [agent('a', { capabilities: [] }), agent('b')], need(), 'b'],
    [
      'the more proficient',
      [agent('a', { skills: skilled(0.2, 0.5) }), agent('b', { skills: skilled(0.9, 0.5) })],
      need(),
      'b',
    ],
    [
      'the more successful',
      [agent('a', { skills: skilled(0.5, 0.2) }), agent('b', { skills: skilled(0.5, 0.9) })],
      need(),
      'b',
    ],
    [
      'the untried before the one that failed',
      [agent('a', { skills: skilled(0.5, 0) }), agent('b')],
      need(),
      'b',
    ],
    ['the more trusted', [agent('a'), agent('b', { trustLevel: 3 })], need(), 'b'],
    ['by name when all else is equal', [agent('b'), agent('a')], need(), 'a'],
    ['only active ones', [agent('a', { status: 'paused' }), agent('b')], need(), 'b'],
    ['only from the group', [agent('a'), agent('b', { groupIds: ['g'] })], need({ groupId: 'g' }), 'b'],
    ['the one that was named', [agent('a'), agent('Bo')], need({ agentName: 'bo' }), 'Bo'],
    ['nobody of that name', [agent('a')], need({ agentName: 'zed' }), 'agent_unknown'],
    [
      'for free words the one that can do what they speak of',
      [agent('a', { backend: 'model', capabilities: ['web'] }), agent('b', { backend: 'model' })],
      need({ capabilities: [], backends: ['model'], objective: 'Tidy my files, please' }),
      'b',
    ],
  ])('picks %s', (_name, agents, asked, expected) => {
    expect(chosen(agents, asked)).toBe(expected);
  });

  it('names what nobody can do', () => {
    expect(chooseAgent([agent('a')], need({ capabilities: ['files', 'mail'] }))).toEqual({
      kind: 'none',
      missing: ['mail'],
    });
  });

  it('names what the closest one lacks when the capabilities are spread', () => {
    const agents = [agent('a', { capabilities: ['files', 'web'] }), agent('b', { capabilities: ['mail'] })];
    expect(chooseAgent(agents, need({ capabilities: ['files', 'web', 'mail'] }))).toEqual({
      kind: 'none',
      missing: ['mail'],
    });
  });

  it('gives the same answer in any order of the agents', () => {
    const agents = ['c', 'a', 'b'].map((name) => agent(name));
    expect(chosen(agents, need())).toBe(chosen([...agents].reverse(), need()));
  });
});
