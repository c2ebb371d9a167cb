import { createTimedCache } from '../chat/timed-cache.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { ChatStores } from '../ports/chat-stores.ts';
import type { OutsideGroups } from '../ports/outside-groups.ts';
import type { Clock, Hasher, Ids } from '../ports/runtime.ts';
import type { Catalogue, CatalogueStore, Stores } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import { createDecideApproval, type DecideApproval } from './decide-approval.ts';
import { createFollowUpTask, type FollowUpTask } from './follow-up-task.ts';
import { createHandleAction, type HandleAction } from './handle-action.ts';
import { createHandleMessage, type HandleMessage, type HandleMessageDeps } from './handle-message.ts';
import { createLinkPerson, type LinkPerson } from './link-person.ts';
import { createManageMembers, type ManageMembers } from './manage-members.ts';
import { createResolveActor, type ResolveActor } from './resolve-actor.ts';
import { createStopTask, type StopTask } from './stop-task.ts';
import { createSubmitTask, type SubmitTask, type SubmitTaskDeps } from './submit-task.ts';

export interface UseCaseDeps {
  readonly stores: Stores;
  readonly chatStores: Pick<ChatStores, 'identities' | 'groups' | 'installations' | 'chatSettings'>;
  /** Approver groups kept in a chat; without it nobody is in one. */
  readonly outsideGroups?: OutsideGroups;
  /** People go on without those groups while the chat can't be asked; this is told why. */
  readonly onOutsideFailure?: (error: unknown) => void;
  readonly gateway: TaskGateway;
  readonly checkSchema: SubmitTaskDeps['checkSchema'];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly randomBytes: (count: number) => Uint8Array;
}

export interface UseCases {
  readonly submitTask: SubmitTask;
  readonly decideApproval: DecideApproval;
  readonly stopTask: StopTask;
  readonly followUpTask: FollowUpTask;
  readonly resolveActor: ResolveActor;
  readonly linkPerson: LinkPerson;
  readonly manageMembers: ManageMembers;
  /** What comes from a chat, answered over that chat. */
  forChat(
    chat: ChatPlatform & ThreadMessages,
    options?: Pick<HandleMessageDeps, 'passing'>,
  ): { readonly handleMessage: HandleMessage; readonly handleAction: HandleAction };
}

/** Everything the product does, over the ports: the same for a button, a command and a request, in any process. */
export const createUseCases = (given: UseCaseDeps): UseCases => {
  const stores = { ...given.stores, catalogue: remembered(given.stores.catalogue, given.clock) };
  const deps = { ...given, stores };
  const { chatStores, outsideGroups } = deps;
  const { audit, members } = stores;
  const submitTask = createSubmitTask(deps);
  const useCases = {
    submitTask,
    decideApproval: createDecideApproval(deps),
    stopTask: createStopTask(deps),
    followUpTask: createFollowUpTask({ ...deps, submitTask }),
    linkPerson: createLinkPerson({ ...deps, identities: chatStores.identities, audit }),
    manageMembers: createManageMembers({ ...chatStores, members, audit }),
    resolveActor: createResolveActor({
      members,
      groups: chatStores.groups,
      onOutsideFailure: deps.onOutsideFailure ?? (() => undefined),
      ...(outsideGroups ? { outside: outsideGroups } : {}),
    }),
  };
  return {
    ...useCases,
    forChat: (chat, options = {}) => {
      const chatDeps = { ...deps, ...useCases, ...options, chat, messages: chat };
      const handleMessage = createHandleMessage(chatDeps);
      return { handleMessage, handleAction: createHandleAction({ ...chatDeps, handleMessage }) };
    },
  };
};

/** What a server can do now is known here after this time. */
const CATALOGUE_MS = 1_000;

/** Every command looks at the list of what can be run; it is long, and seldom another one. */
const remembered = (catalogue: CatalogueStore, clock: Clock): CatalogueStore => {
  const lists = createTimedCache<Catalogue>(CATALOGUE_MS, () => clock.now().getTime());
  return {
    read: (tenantId) => lists.get(tenantId, () => catalogue.read(tenantId)),
    replace: (changed) => catalogue.replace(changed),
  };
};
