import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { createConsoleChat } from '../../adapters/console/console-chat.ts';
import { createPostgresStores } from '../../adapters/postgres/create-stores.ts';
import { createDatabase } from '../../adapters/postgres/database.ts';
import { createOperatorStore } from '../../adapters/postgres/operator-store.ts';
import { createRunbookBackend } from '../../adapters/runbook/runbook-backend.ts';
import { createSkillRegistry } from '../../adapters/skill-registry/registry.ts';
import { createSchemaCheck } from '../../adapters/skill-registry/schema-check.ts';
import { systemClock, systemHasher, systemIds } from '../../adapters/system/runtime.ts';
import { connectTemporal } from '../../adapters/temporal/connect.ts';
import { createTemporalTaskGateway } from '../../adapters/temporal/task-gateway.ts';
import type { Actor, Role } from '../../core/member.ts';
import type { ChatPlatform } from '../../core/ports/chat-platform.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SkillBackend, SkillRegistry } from '../../core/ports/skill-backend.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../../core/requirement.ts';
import { isTerminal, type Task, type ThreadRef } from '../../core/task.ts';
import type { TraceStep } from '../../core/trace.ts';
import { createDecideApproval } from '../../core/usecases/decide-approval.ts';
import { createFollowUpTask } from '../../core/usecases/follow-up-task.ts';
import { createResolveActor } from '../../core/usecases/resolve-actor.ts';
import { createStopTask } from '../../core/usecases/stop-task.ts';
import { createSubmitTask } from '../../core/usecases/submit-task.ts';
import { cloneDatabase } from '../../local/testing/database.ts';
import { freshNamespace } from '../../local/testing/temporal.ts';
import { until } from '../../local/testing/until.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import type { InstanceParts } from '../activities/instances/deps.ts';
import { createTemporalWorkers, loadWorkflows } from '../temporal-workers.ts';
import { createScriptedMind, createScriptedSkills, type Script } from './scripted.ts';

/** Instances on a platform the test holds in its hands. */
export interface TestInstances {
  readonly parts: InstanceParts;
  readonly backend: SkillBackend;
}

const withInstanceSkill = async (
  skills: SkillRegistry,
  backend: SkillBackend | undefined,
  log: Log,
): Promise<SkillRegistry> => {
  if (!backend) return skills;
  const settings = { enabled: true, actions: {} };
  const own = await createSkillRegistry({ skills: [{ name: 'instance', backend, settings }], log });
  const of = (skill: string): SkillRegistry => (skill === 'instance' ? own : skills);
  return {
    list: () => [...skills.list(), ...own.list()],
    find: (skill, action) => of(skill).find(skill, action),
    checkArguments: (action, args) => of(action.skill).checkArguments(action, args),
    invoke: (action, args, context) => of(action.skill).invoke(action, args, context),
    preview: async (action, args, context) => of(action.skill).preview?.(action, args, context) ?? [],
    onChange: () => undefined,
  };
};

const OPS = { id: 'ops', name: 'ops', source: 'manual' };

export type Harness = Awaited<ReturnType<typeof startHarness>>;

// The SDK's own words would bury a failure.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The real database and workflow service, with a mind and skills that play a script. */
export const startHarness = async (
  over: {
    expiresAfter?: string;
    chat?: (real: ChatPlatform) => ChatPlatform;
    instances?: (stores: Stores, client: Client) => TestInstances;
  } = {},
) => {
  const [database, temporal] = await Promise.all([cloneDatabase(), freshNamespace()]);
  const operator = createOperatorStore(database.ownerUrl);
  const tenant = await operator.createTenant({ name: 'Test', slug: `test-${randomUUID()}` });
  const member = async (displayName: string, role: Role): Promise<Actor> => {
    const { id } = await operator.addMember(tenant.id, { displayName, role });
    return { tenantId: tenant.id, memberId: id, displayName, role, groups: [], locale: 'en' };
  };
  const people = {
    requester: await member('Requester', 'requester'),
    stranger: await member('Stranger', 'requester'),
    approver: await member('Approver', 'approver'),
    admin: await member('Admin', 'admin'),
  };
  await operator.upsertAgent(tenant.id, {
    name: 'Mind',
    description: 'plays a script',
    capabilities: ['general'],
    backend: 'model',
    trustLevel: 1,
  });
  await operator.upsertAgent(tenant.id, {
    name: 'Runner',
    description: 'runs single actions',
    capabilities: [],
    backend: 'runbook',
    trustLevel: 1,
  });
  await operator.close();

  const log = pino({ level: 'silent' });
  const records = createDatabase({ url: database.appUrl, log });
  const stores = createPostgresStores(records);
  const service = connectTemporal({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });
  const gateway = createTemporalTaskGateway(service.client);
  const scripts = new Map<string, Script>();
  const skills = createScriptedSkills();
  const instances = over.instances?.(stores, service.client);
  const registry = await withInstanceSkill(skills, instances?.backend, log);
  const realChat = createConsoleChat({
    chat: stores.consoleChat,
    threads: stores.threads,
    newId: randomUUID,
  });
  const mind = createScriptedMind(scripts);
  /** Who is in the one approver group there is. */
  const ops = new Set<string>();
  const deps: ActivityDeps = {
    stores,
    registry,
    minds: new Map([
      ['model', mind],
      ['runbook', createRunbookBackend({ find: () => undefined })],
    ]),
    chats: new Map([['console', over.chat?.(realChat) ?? realChat]]),
    // The console keeps its own messages.
    posted: { threadsOf: async () => [] },
    chatSettings: { read: async () => ({ approvalsChannel: null, linkEmailDomains: [] }) },
    resolveActor: createResolveActor({
      members: stores.members,
      groups: {
        list: async () => [OPS],
        manualGroupsOf: async (_tenant, id) => (ops.has(id) ? [OPS.id] : []),
      },
    }),
    runbook: () => undefined,
    requirement: { ...DEFAULT_REQUIREMENT, expiresAfter: over.expiresAfter ?? 'PT1H' },
    hasher: systemHasher,
    clock: systemClock,
    log,
  };
  const workflowBundle = await loadWorkflows(null);
  const startWorkers = async () => {
    const workers = await createTemporalWorkers({
      ...temporal,
      deps,
      workflowBundle,
      ...(instances ? { instances: instances.parts } : {}),
    });
    const ended = workers.run();
    return async () => {
      workers.shutdown();
      await ended;
      await workers.close();
    };
  };
  await stores.catalogue.replace({ runbooks: [], actions: registry.list() });
  let stopWorkers = await startWorkers();

  const useCases = { stores, gateway, clock: systemClock };
  const submitTask = createSubmitTask({
    ...useCases,
    ids: systemIds,
    hasher: systemHasher,
    checkSchema: createSchemaCheck(),
  });
  const thread = (): Promise<ThreadRef> =>
    stores.threads.ensure(tenant.id, {
      platform: 'console',
      workspaceId: tenant.id,
      channelId: 'main',
      threadKey: randomUUID(),
    });

  return {
    database,
    people,
    ops,
    stores,
    skills,
    scripts,
    tenantId: tenant.id,
    gateway,
    temporal,
    client: service.client,
    submitTask,
    decideApproval: createDecideApproval(useCases),
    stopTask: createStopTask(useCases),
    followUpTask: createFollowUpTask({ ...useCases, submitTask }),
    thread,
    /** Plays the script as a new task in a thread of its own. */
    async play(script: Script): Promise<{ task: Task; thread: ThreadRef }> {
      const objective = randomUUID();
      scripts.set(objective, script);
      const place = await thread();
      const { task } = await submitTask({
        actor: people.requester,
        surface: 'console',
        platform: 'console',
        identity: objective,
        request: { kind: 'general', objective },
        thread: place,
      });
      return { task, thread: place };
    },
    /** Runs one action as `/run skill.action` does, with no mind in it. */
    async runAction(action: string, path: string): Promise<Task> {
      const { task } = await submitTask({
        actor: people.requester,
        surface: 'console',
        platform: 'console',
        identity: randomUUID(),
        request: { kind: 'action', skill: 'notes', action, arguments: { path } },
        thread: await thread(),
      });
      return task;
    },
    taskWith: (task: Task, status: Task['status']): Promise<Task> =>
      until(`${task.id} ${status}`, async () => {
        const row = await stores.tasks.byId(tenant.id, task.id);
        if (row && isTerminal(row.status) && row.status !== status) {
          throw new Error(`ended as ${row.status}: ${JSON.stringify(row.error)}`);
        }
        return row?.status === status ? row : null;
      }),
    pendingApproval: (task: Task) =>
      until('a pending approval', async () => {
        const page = await stores.approvals.list(tenant.id, { taskId: task.id, status: 'pending', limit: 1 });
        return page.items[0];
      }),
    trace: (task: Task): Promise<readonly TraceStep[]> => stores.traces.list(tenant.id, task.id),
    /** The card in a slot, as this person sees it now. */
    card: async (place: ThreadRef, slot: string, memberId = people.requester.memberId) => {
      const message = await stores.consoleChat.message(tenant.id, memberId, place.threadId, slot);
      return message?.body.kind === 'card' ? message.body.card : null;
    },
    async stopWorkers() {
      await stopWorkers();
      stopWorkers = async () => undefined;
    },
    async startWorkers() {
      stopWorkers = await startWorkers();
    },
    async stop() {
      await stopWorkers();
      await service.close();
      await records.close();
      await database.drop();
    },
  };
};
