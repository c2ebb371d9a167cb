import type { Approval } from '../approval.ts';
import type { CardActionName } from '../card.ts';
import type { Actor, Locale, Role } from '../member.ts';
import type { NewApproval } from '../ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../requirement.ts';
import type { JsonSchema } from '../skill.ts';
import { PLACE_KEY, type Task, type ThreadRef } from '../task.ts';
import { createDecideApproval } from '../usecases/decide-approval.ts';
import { createFollowUpTask } from '../usecases/follow-up-task.ts';
import { createHandleAction, type IncomingAction } from '../usecases/handle-action.ts';
import {
  createHandleMessage,
  type HandleMessageDeps,
  type IncomingMessage,
} from '../usecases/handle-message.ts';
import { createLinkPerson, type LinkPerson } from '../usecases/link-person.ts';
import { createManageMembers } from '../usecases/manage-members.ts';
import { createResolveActor, type ResolveActor } from '../usecases/resolve-actor.ts';
import { createStopTask } from '../usecases/stop-task.ts';
import { createSubmitTask } from '../usecases/submit-task.ts';
import { createInMemoryChat, type InMemoryChat } from './chat-platform.ts';
import { createInMemoryChatStores, type InMemoryChatStores } from './chat-stores.ts';
import { createTestClock, createTestIds, testHasher } from './runtime.ts';
import { sampleApproval, sampleCatalogue } from './samples.ts';
import { createInMemoryStores, type InMemoryStores } from './stores.ts';
import { createInMemoryTaskGateway, type InMemoryTaskGateway } from './task-gateway.ts';

/** One organization in one chat, with everything a message or a click goes through, in memory. */
export interface ChatWorld {
  readonly stores: InMemoryStores;
  readonly chatStores: InMemoryChatStores;
  readonly resolveActor: ResolveActor;
  readonly linkPerson: LinkPerson;
  readonly gateway: InMemoryTaskGateway;
  readonly chat: InMemoryChat;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly people: Readonly<Record<'rita' | 'ana' | 'adam' | 'sam', Actor>>;
  readonly thread: ThreadRef;
  newThread(): Promise<ThreadRef>;
  /** A channel itself. */
  place(): Promise<ThreadRef>;
  /** The threads that were opened in places. */
  opened(): readonly ThreadRef[];
  /** Somebody writes; gives the message's id. */
  says(who: Actor, text: string, at?: Partial<Omit<IncomingMessage, 'actor' | 'text'>>): Promise<string>;
  clicks(who: Actor, action: CardActionName, value: string, over?: Partial<IncomingAction>): Promise<void>;
  /** The words this person sees in the thread, one message each. */
  sees(who: Actor, thread?: ThreadRef): readonly string[];
  /** The labels of the buttons this person can press. */
  buttons(who: Actor): readonly string[];
  /** The newest task. */
  task(): Promise<Task>;
  /** What its workflow would do at the end. */
  ends(task: Task, output: string): Promise<void>;
  asks(over?: Partial<NewApproval>): Promise<Approval>;
}

/** Only what must be there; the whole check is the adapter's. */
const checkRequired = (schema: JsonSchema, value: unknown): readonly string[] =>
  ((schema.required ?? []) as readonly string[])
    .filter((name) => !Object.hasOwn(value as object, name))
    .map((name) => `${name} is missing`);

export const createChatWorld = async (
  options: Pick<HandleMessageDeps, 'passing'> = {},
): Promise<ChatWorld> => {
  const clock = createTestClock();
  const stores = createInMemoryStores(clock);
  const gateway = createInMemoryTaskGateway({ approvals: stores.approvals, clock });
  const chat = createInMemoryChat({ reader: { locale: 'en', timeZone: 'UTC', now: clock.now() } });
  const tenant = await stores.seed.tenant('Here');
  await stores.catalogue.replace(sampleCatalogue());
  const ids = createTestIds();
  const useCases = { stores, gateway, clock, ids, hasher: testHasher, checkSchema: checkRequired };
  const submitTask = createSubmitTask(useCases);
  const chatStores = createInMemoryChatStores(stores, clock);
  const resolveActor = createResolveActor({ members: stores.members, groups: chatStores.groups });
  const linkPerson = createLinkPerson({
    ...useCases,
    identities: chatStores.identities,
    audit: stores.audit,
    randomBytes: (count) => Uint8Array.from({ length: count }, (_, index) => index),
  });
  const messageDeps = {
    ...useCases,
    ...options,
    chat,
    messages: chat,
    submitTask,
    followUpTask: createFollowUpTask({ ...useCases, submitTask }),
    stopTask: createStopTask(useCases),
    linkPerson,
    manageMembers: createManageMembers({ ...chatStores, members: stores.members, audit: stores.audit }),
  };
  const handleMessage = createHandleMessage(messageDeps);
  const handleAction = createHandleAction({
    ...messageDeps,
    decideApproval: createDecideApproval(useCases),
    handleMessage,
  });
  const person = async (displayName: string, role: Role, locale: Locale = 'en'): Promise<Actor> => {
    const { id } = await stores.seed.member(tenant.id, displayName, role, locale);
    return { tenantId: tenant.id, memberId: id, displayName, role, groups: [], locale };
  };
  const people = {
    rita: await person('Rita', 'requester'),
    sam: await person('Sam', 'requester'),
    ana: await person('Ana', 'approver'),
    adam: await person('Adam', 'admin'),
  };
  const at = (threadKey: string): Promise<ThreadRef> =>
    stores.threads.ensure(tenant.id, {
      platform: 'console',
      workspaceId: tenant.id,
      channelId: 'main',
      threadKey,
    });
  const newThread = (): Promise<ThreadRef> => at(ids.next());
  const thread = await newThread();
  const task = async (): Promise<Task> => {
    const [newest] = (await stores.tasks.list(tenant.id, { limit: 1 })).items;
    if (!newest) throw new Error('no task was started');
    return newest;
  };

  return {
    stores,
    chatStores,
    resolveActor,
    linkPerson,
    gateway,
    chat,
    clock,
    people,
    thread,
    newThread,
    place: () => at(PLACE_KEY),
    opened: () => chat.opened(),
    task,
    async says(actor, text, at = {}) {
      const messageId = at.messageId ?? ids.next();
      const { thread: where = thread, messageId: _id, ...over } = at;
      await handleMessage({
        actor,
        platform: 'console',
        thread: where,
        messageId,
        text,
        mentioned: false,
        ...over,
      });
      return messageId;
    },
    clicks: (actor, action, value, over = {}) =>
      handleAction({
        actor,
        platform: 'console',
        thread,
        action,
        value,
        interaction: { id: ids.next() },
        ...over,
      }),
    sees: (who, where = thread) => chat.sees(who, where).map((seen) => seen.text),
    buttons: (who) => chat.sees(who, thread).flatMap((seen) => seen.buttons),
    async ends(ending, output) {
      gateway.end(ending.workflowId);
      await stores.tasks.finish(tenant.id, ending.id, [], {
        status: 'completed',
        output,
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
    asks: (over = {}) => {
      const {
        id: _id,
        number: _number,
        taskNumber: _task,
        taskObjective: _objective,
        ...sample
      } = sampleApproval();
      const { status: _status, decisions: _decisions, decidedAt: _decidedAt, ...request } = sample;
      return stores.approvals.insert({
        ...request,
        tenantId: tenant.id,
        approvalId: ids.next(),
        taskId: null,
        requestedBy: { memberId: people.rita.memberId, displayName: people.rita.displayName },
        requirement: DEFAULT_REQUIREMENT,
        thread,
        createdAt: clock.now().toISOString(),
        expiresAt: new Date(clock.now().getTime() + 3_600_000).toISOString(),
        ...over,
      });
    },
  };
};
