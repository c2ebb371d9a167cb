import type { Clock, Hasher, Ids } from '../core/ports/runtime.ts';
import type { ChangeFeed, Stores } from '../core/ports/stores.ts';
import type { TaskGateway } from '../core/ports/task-gateway.ts';
import { createDecideApproval } from '../core/usecases/decide-approval.ts';
import { createFollowUpTask } from '../core/usecases/follow-up-task.ts';
import { createStopTask } from '../core/usecases/stop-task.ts';
import { createSubmitTask, type SubmitTaskDeps } from '../core/usecases/submit-task.ts';
import type { ApiServices } from './services.ts';

export interface ServicesDeps {
  readonly stores: Stores;
  readonly changes: ChangeFeed;
  readonly gateway: TaskGateway;
  readonly pingWorkflows: () => Promise<void>;
  readonly checkSchema: SubmitTaskDeps['checkSchema'];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
}

/** The use cases over the ports: the same for a button, a command and a request. */
export const createServices = (deps: ServicesDeps): ApiServices => {
  const submitTask = createSubmitTask(deps);
  return {
    ...deps,
    submitTask,
    decideApproval: createDecideApproval(deps),
    stopTask: createStopTask(deps),
    followUpTask: createFollowUpTask({ ...deps, submitTask }),
  };
};
