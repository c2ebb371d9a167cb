import type { Agent, AgentBackendKind } from './agent.ts';

/** What a task asks of the agent that will do it. */
export interface DispatchNeed {
  readonly capabilities: readonly string[];
  /** Skills the work is known to use; [] when unknown. */
  readonly skills: readonly string[];
  readonly backends: readonly AgentBackendKind[];
  readonly objective: string;
  readonly agentName: string | null;
  readonly groupId: string | null;
}

export interface DispatchChoice {
  readonly agent: Agent;
  /** 0 to 1, three decimals */
  readonly score: number;
  readonly matched: readonly string[];
  readonly successRate: number | null;
}

export type DispatchResult =
  | { readonly kind: 'chosen'; readonly choice: DispatchChoice }
  | { readonly kind: 'agent_unknown' }
  | { readonly kind: 'none'; readonly missing: readonly string[] };

const WEIGHTS = { capability: 0.5, proficiency: 0.2, success: 0.2, trust: 0.1 } as const;
/** An agent that was never tried counts as average: neither favoured nor shut out. */
const UNTRIED = 0.5;

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const wordsOf = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean),
  );

/** Share of what is needed; without a stated need, whether the objective speaks of anything this agent can do. */
const capabilityMatch = (agent: Agent, need: DispatchNeed): { share: number; matched: readonly string[] } => {
  if (need.capabilities.length > 0) {
    const matched = need.capabilities.filter((capability) => agent.capabilities.includes(capability));
    return { share: matched.length / need.capabilities.length, matched };
  }
  const spoken = wordsOf(need.objective);
  const matched = agent.capabilities.filter((capability) =>
    [...wordsOf(capability)].some((word) => spoken.has(word)),
  );
  return { share: matched.length > 0 ? 1 : UNTRIED, matched };
};

const scoreOf = (agent: Agent, need: DispatchNeed): DispatchChoice => {
  const { share, matched } = capabilityMatch(agent, need);
  const relevant = agent.skills.filter(
    (skill) => need.skills.length === 0 || need.skills.includes(skill.skillName),
  );
  const proficiency = mean(relevant.map((skill) => skill.proficiency)) ?? UNTRIED;
  const successRate = mean(
    relevant.flatMap((skill) => (skill.successRate === null ? [] : [skill.successRate])),
  );
  const score =
    WEIGHTS.capability * share +
    WEIGHTS.proficiency * proficiency +
    WEIGHTS.success * (successRate ?? UNTRIED) +
    WEIGHTS.trust * (agent.trustLevel / 3);
  return { agent, score: Math.round(score * 1000) / 1000, matched, successRate };
};

const byScore = (a: DispatchChoice, b: DispatchChoice): number =>
  b.score - a.score ||
  b.agent.trustLevel - a.agent.trustLevel ||
  (a.agent.name < b.agent.name ? -1 : a.agent.name > b.agent.name ? 1 : a.agent.id < b.agent.id ? -1 : 1);

/** What no agent has, else what the closest one lacks. */
const missingFrom = (agents: readonly Agent[], need: DispatchNeed): readonly string[] => {
  const nobody = need.capabilities.filter(
    (capability) => !agents.some((agent) => agent.capabilities.includes(capability)),
  );
  if (nobody.length > 0) return nobody;
  const closest = agents.map((agent) => scoreOf(agent, need)).sort(byScore)[0];
  if (!closest) return need.capabilities.length > 0 ? need.capabilities : need.backends;
  return need.capabilities.filter((capability) => !closest.agent.capabilities.includes(capability));
};

/**
 * Picks the agent: the one named, else the best score of those that have every needed capability. Score: half
 * capability match, a fifth each proficiency and success rate in the skills used, a tenth trust. Ties go by trust,
 * then name, then id, so the same tenant always gets the same answer.
 */
export const chooseAgent = (agents: readonly Agent[], need: DispatchNeed): DispatchResult => {
  const active = agents.filter((agent) => agent.status === 'active');
  const named = active.filter(
    (agent) => need.agentName !== null && agent.name.toLowerCase() === need.agentName.toLowerCase(),
  );
  if (need.agentName !== null && named.length === 0) return { kind: 'agent_unknown' };
  const pool = (need.agentName === null ? active : named).filter(
    (agent) =>
      need.backends.includes(agent.backend) &&
      (need.groupId === null || agent.groupIds.includes(need.groupId)),
  );
  const able = pool
    .filter((agent) => need.capabilities.every((capability) => agent.capabilities.includes(capability)))
    .map((agent) => scoreOf(agent, need))
    .sort(byScore);
  const best = able[0];
  return best ? { kind: 'chosen', choice: best } : { kind: 'none', missing: missingFrom(pool, need) };
};
