import type { OperatorStore } from '../adapters/postgres/operator-store.ts';
import { type Member, ROLES, type Role, type Tenant } from '../core/member.ts';
import { API_SCOPES } from '../core/ports/stores.ts';

/** Named by what they do, so that one person can play all three on the local page. */
const NAMES: Readonly<Record<Role, string>> = {
  requester: 'Requester',
  approver: 'Approver',
  admin: 'Admin',
};

export type People = Readonly<Record<Role, Member>>;

/** The members that every tenant starts with; those that are there stay. */
export const ensurePeople = async (store: OperatorStore, tenant: Tenant): Promise<People> => {
  const present = await store.listMembers(tenant.id);
  const people = {} as Record<Role, Member>;
  for (const role of ROLES) {
    people[role] =
      present.find((member) => member.role === role && member.displayName === NAMES[role]) ??
      (await store.addMember(tenant.id, { displayName: NAMES[role], role }));
  }
  return people;
};

/**
 * Three agents: one that follows runbooks, one that thinks with a model when one is configured, and the one inside the
 * organization's OpenClaw, once an instance runs.
 */
export const ensureAgents = async (store: OperatorStore, tenant: Tenant): Promise<void> => {
  const skills = [
    { skillName: 'files', proficiency: 0.5 },
    { skillName: 'http', proficiency: 0.5 },
  ];
  const capabilities = ['files', 'http', 'reports'];
  const runner = await store.upsertAgent(tenant.id, {
    name: 'Runner',
    description: 'Follows a runbook step by step',
    capabilities,
    backend: 'runbook',
    trustLevel: 2,
    skills,
  });
  const assistant = await store.upsertAgent(tenant.id, {
    name: 'Assistant',
    description: 'Works out the steps of a free-text task with a language model',
    capabilities,
    backend: 'model',
    trustLevel: 1,
    skills,
  });
  await store.upsertAgent(tenant.id, {
    name: 'OpenClaw',
    description: 'Answers with the agent of an OpenClaw instance',
    capabilities: [],
    backend: 'openclaw',
    trustLevel: 0,
  });
  const groupId = await store.upsertGroup(tenant.id, 'operations');
  await store.relateAgents(tenant.id, {
    groupId,
    fromAgentId: assistant,
    toAgentId: runner,
    type: 'collaborates_with',
  });
};

/** A key that may do whatever its member may do: the member's role, looked up at each use, is the limit. */
export const createFullKey = async (store: OperatorStore, member: Member, name: string): Promise<string> => {
  const { key } = await store.createKey(member.tenantId, { memberId: member.id, name, scopes: API_SCOPES });
  return key;
};
