import { randomBytes } from 'node:crypto';
import type { Approval } from '../../../core/approval.ts';
import type { Actor, Role } from '../../../core/member.ts';
import type { NewApproval } from '../../../core/ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../../../core/requirement.ts';
import type { Task, ThreadRef } from '../../../core/task.ts';
import { createInMemoryChatStores, type InMemoryChatStores } from '../../../core/testing/chat-stores.ts';
import { createTestIds, testHasher } from '../../../core/testing/runtime.ts';
import { sampleApproval, sampleCatalogue } from '../../../core/testing/samples.ts';
import { createInMemoryStores, type InMemoryStores } from '../../../core/testing/stores.ts';
import { createInMemoryTaskGateway, type InMemoryTaskGateway } from '../../../core/testing/task-gateway.ts';
import { createUseCases, type UseCases } from '../../../core/usecases/use-cases.ts';
import { createSlack, type Slack } from '../create-slack.ts';
import { toInbound } from '../inbound.ts';
import type { Ack, SlackIntake } from '../intake/intake.ts';
import { createSocketReceiver } from '../socket-receiver.ts';
import type { Json } from './json.ts';
import { createSlackPerson, type SlackPerson } from './slack-person.ts';
import { type SlackWorld, type SlackWorldOptions, startSlackWorld } from './slack-world.ts';

export type Name = keyof SlackWorld['people'];

/** An emulated workspace whose events and clicks reach the intake, over stores in memory. */
export interface IntakeHarness {
  readonly world: SlackWorld;
  readonly slack: Slack;
  readonly intake: SlackIntake;
  readonly stores: InMemoryStores;
  readonly chatStores: InMemoryChatStores;
  readonly gateway: InMemoryTaskGateway;
  readonly useCases: UseCases;
  readonly clock: { now(): Date; pass(ms: number): void };
  readonly tenantId: string;
  readonly people: Readonly<Record<Name, SlackPerson>>;
  /** Gives this workspace, or another one of that name, to a tenant. */
  connect(tenantId: string, workspaceId?: string): Promise<void>;
  /** A member; with a name, this person in Slack is them. */
  member(displayName: string, role: Role, name?: Name): Promise<Actor>;
  /** A delivery as it is. */
  bring(payload: Json): Promise<Ack>;
  tasks(): Promise<readonly Task[]>;
  thread(channelId: string, threadKey: string): Promise<ThreadRef>;
  /** An approval in this thread, shown in Slack. */
  asks(thread: ThreadRef, over?: Partial<NewApproval>): Promise<Approval>;
  ends(task: Task): Promise<void>;
  /** Everything that came was dealt with and answered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const quiet = (): void => undefined;
const LOG = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const createMovingClock = () => {
  let passed = 0;
  return {
    now: () => new Date(Date.now() + passed),
    pass: (ms: number): void => {
      passed += ms;
    },
  };
};

export const startIntakeHarness = async (options: SlackWorldOptions = {}): Promise<IntakeHarness> => {
  const world = await startSlackWorld(options);
  const clock = createMovingClock();
  const stores = createInMemoryStores(clock);
  const chatStores = createInMemoryChatStores(stores, clock);
  const gateway = createInMemoryTaskGateway({ approvals: stores.approvals, clock });
  const { id: tenantId } = await stores.seed.tenant('Here');
  await stores.catalogue.replace(sampleCatalogue());
  const slack = createSlack({
    config: { SLACK_BOT_TOKEN: world.botToken, SLACK_API_URL: world.apiUrl },
    stores,
    chatStores,
    box: null,
    publicUrl: 'http://page',
    log: LOG,
  });
  const ids = createTestIds();
  const useCases = createUseCases({
    stores,
    chatStores,
    outsideGroups: slack.usergroups,
    gateway,
    checkSchema: () => [],
    clock,
    ids,
    hasher: testHasher,
    randomBytes,
  });
  const intake = slack.intake({ ...useCases, bind: (chat) => useCases.forChat(chat, { passing: 'throw' }) });
  const { appToken, apiUrl } = world;
  const receiver = createSocketReceiver({ appToken, apiUrl, intake, log: LOG, connections: 1 });
  await receiver.start();
  world.deliverTo('socket');
  const person = (name: Name): SlackPerson => createSlackPerson(world, world.people[name], { socket: true });
  const place = { platform: 'slack' as const, workspaceId: world.teamId };
  const connect = (to: string, workspaceId = world.teamId): Promise<void> =>
    chatStores.installations.save({
      ...place,
      tenantId: to,
      workspaceId,
      enterpriseId: null,
      name: 'Acme',
      appId: world.appId,
      botUserId: world.botUserId,
      botId: null,
      scopes: [],
      sealedToken: null,
      installedBy: null,
      status: 'active',
    });
  await connect(tenantId);

  return {
    world,
    slack,
    intake,
    stores,
    chatStores,
    gateway,
    useCases,
    clock,
    tenantId,
    people: { anna: person('anna'), ben: person('ben'), carla: person('carla'), dave: person('dave') },
    connect,
    async member(displayName, role, name) {
      const { id: memberId } = await stores.seed.member(tenantId, displayName, role);
      if (name) await chatStores.identities.link(tenantId, memberId, place, world.people[name].userId);
      return { tenantId, memberId, displayName, role, groups: [], locale: 'en' };
    },
    bring: (payload) => intake.take(toInbound(payload)),
    tasks: async () => (await stores.tasks.list(tenantId, { limit: 50 })).items,
    thread: (channelId, threadKey) => stores.threads.ensure(tenantId, { ...place, channelId, threadKey }),
    async asks(thread, over = {}) {
      const {
        id: _id,
        number: _number,
        taskNumber: _task,
        taskObjective: _words,
        ...sample
      } = sampleApproval();
      const { status: _status, decisions: _decisions, decidedAt: _decided, ...request } = sample;
      const requester = await stores.seed.member(tenantId, 'Requester', 'requester');
      const now = clock.now().getTime();
      return stores.approvals.insert({
        ...request,
        tenantId,
        approvalId: ids.next(),
        taskId: null,
        requestedBy: { memberId: requester.id, displayName: requester.displayName },
        requirement: DEFAULT_REQUIREMENT,
        thread,
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 3_600_000).toISOString(),
        ...over,
      });
    },
    async ends(task) {
      gateway.end(task.workflowId);
      await stores.tasks.finish(tenantId, task.id, [], {
        status: 'completed',
        output: 'done',
        error: null,
        confidence: null,
        tokensUsed: 0,
        cost: 0,
        completedAt: clock.now().toISOString(),
        agentId: null,
        skillsUsed: [],
        memory: null,
      });
    },
    async settled() {
      await world.events.idle();
      await intake.idle();
    },
    async stop() {
      await receiver.stop();
      await intake.idle();
      await world.stop();
    },
  };
};
