import type { ChatPlatform } from '../core/ports/chat-platform.ts';
import type { Clock, Hasher, Ids } from '../core/ports/runtime.ts';
import type { ChangeFeed, Stores } from '../core/ports/stores.ts';
import type { TaskGateway } from '../core/ports/task-gateway.ts';
import type { ThreadMessages } from '../core/ports/thread-messages.ts';
import { createDecideApproval } from '../core/usecases/decide-approval.ts';
import { createFollowUpTask } from '../core/usecases/follow-up-task.ts';
import { createHandleAction } from '../core/usecases/handle-action.ts';
import { createHandleMessage } from '../core/usecases/handle-message.ts';
import { createStopTask } from '../core/usecases/stop-task.ts';
import { createSubmitTask, type SubmitTaskDeps } from '../core/usecases/submit-task.ts';
import type { ApiServices } from './services.ts';

export interface ServicesDeps {
  readonly stores: Stores;
  readonly changes: ChangeFeed;
  readonly gateway: TaskGateway;
  /** The web chat: the one this process takes messages and clicks from. */
  readonly chat: ChatPlatform & ThreadMessages;
  readonly pingWorkflows: () => Promise<void>;
  readonly checkSchema: SubmitTaskDeps['checkSchema'];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
}

/** The use cases over the ports: the same for a button, a command and a request. */
export const createServices = (deps: ServicesDeps): ApiServices => {
  const submitTask = createSubmitTask(deps);
  const tasks = {
    submitTask,
    decideApproval: createDecideApproval(deps),
    stopTask: createStopTask(deps),
    followUpTask: createFollowUpTask({ ...deps, submitTask }),
  };
  const chat = { ...deps, ...tasks, messages: deps.chat };
  const handleMessage = createHandleMessage(chat);
  return { ...deps, ...tasks, handleMessage, handleAction: createHandleAction({ ...chat, handleMessage }) };
};
