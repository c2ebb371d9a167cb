import { createHash, randomUUID } from 'node:crypto';
import type { AgentRef } from '../../agent.ts';
import type { Member, Tenant } from '../../member.ts';
import type { ChangeFeed, NewApproval, Stores, TaskEnd } from '../../ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../../requirement.ts';
import type { Task, TaskRequest, ThreadRef } from '../../task.ts';
import type { TraceStep } from '../../trace.ts';
import type { StoresSeed } from '../stores-seed.ts';

export interface StoresHarness {
  readonly stores: Stores;
  readonly seed: StoresSeed;
  /** Listening already. */
  readonly feed: ChangeFeed;
  close(): Promise<void>;
}

/** A tenant with people and an agent, alone in its world. */
export interface World {
  readonly tenant: Tenant;
  readonly requester: Member;
  readonly approver: Member;
  readonly agent: AgentRef;
  request(over?: Partial<TaskRequest>): TaskRequest;
  task(over?: Partial<TaskRequest>): Promise<Task>;
  thread(threadKey?: string): Promise<ThreadRef>;
  approval(over?: Partial<NewApproval>): NewApproval;
}

export const AT = '2026-11-20T10:00:00.000Z';

export const secondsAfter = (seconds: number): string =>
  new Date(Date.parse(AT) + seconds * 1000).toISOString();

export const fromNow = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

export const newHash = (): string => createHash('sha256').update(randomUUID()).digest('hex');

export const createWorld = async ({ stores, seed }: StoresHarness): Promise<World> => {
  const tenant = await seed.tenant(`T ${randomUUID()}`);
  const requester = await seed.member(tenant.id, 'Rita', 'requester');
  const approver = await seed.member(tenant.id, 'Ana', 'approver', 'es');
  const agent = await seed.agent(tenant.id, {
    name: 'Runner',
    backend: 'runbook',
    capabilities: ['files', 'reports'],
    trustLevel: 2,
    skills: [{ skillName: 'files', proficiency: 0.5 }],
  });
  const requestedBy = { memberId: requester.id, displayName: requester.displayName };
  const world: World = {
    tenant,
    requester,
    approver,
    agent,
    request: (over = {}) => ({
      tenantId: tenant.id,
      taskId: randomUUID(),
      workflowId: `task/${tenant.id}/console/${randomUUID()}`,
      requestedBy,
      surface: 'console',
      objective: 'Write the report',
      taskType: 'general',
      priority: 'normal',
      fingerprint: 'f'.repeat(64),
      requestedAt: AT,
      ...over,
    }),
    task: (over) => stores.tasks.insert(world.request(over)),
    thread: (threadKey = randomUUID()) =>
      stores.threads.ensure(tenant.id, {
        platform: 'console',
        workspaceId: tenant.id,
        channelId: 'main',
        threadKey,
      }),
    approval: (over = {}) => ({
      tenantId: tenant.id,
      approvalId: randomUUID(),
      taskId: null,
      requestedBy,
      subject: {
        skill: 'files',
        action: 'write',
        arguments: { path: 'a.txt', text: 'x' },
        target: 'a.txt',
        toolDigest: 'd'.repeat(64),
      },
      digest: 'e'.repeat(64),
      requirement: DEFAULT_REQUIREMENT,
      risk: { level: 'medium', labels: ['writes'], undoable: true },
      evidence: { reads: [], readPrivate: false, readUntrusted: false },
      why: null,
      thread: null,
      policyVersion: 1,
      createdAt: AT,
      expiresAt: secondsAfter(86_400),
      ...over,
    }),
  };
  return world;
};

export const step = (stepOrder: number, over: Partial<TraceStep> = {}): TraceStep => ({
  stepOrder,
  stepType: 'skill_call',
  agentId: null,
  details: { skill: 'files', action: 'read', ok: true },
  durationMs: 12,
  at: secondsAfter(stepOrder),
  ...over,
});

export const ended = (over: Partial<TaskEnd> = {}): TaskEnd => ({
  status: 'completed',
  output: 'done',
  error: null,
  confidence: 0.75,
  tokensUsed: 30,
  cost: 0.25,
  completedAt: secondsAfter(60),
  agentId: null,
  skillsUsed: [],
  memory: null,
  ...over,
});
