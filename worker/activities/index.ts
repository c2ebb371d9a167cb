import { createBeginTask } from './begin-task.ts';
import { createChatPosts } from './chat-posts.ts';
import type { ActivityDeps } from './deps.ts';
import { translateFailures } from './failures.ts';
import { createNextSteps } from './next-step.ts';
import { createRouteCalls } from './route-calls.ts';
import { createRunSkillCall } from './run-skill-call.ts';
import { createStoreSteps } from './store-steps.ts';
import type { ChatActivities, StoreActivities, WorkActivities } from './types.ts';

/** Everything the main queue runs. The types make a missing activity a compile error. */
export const createMainActivities = (deps: ActivityDeps): StoreActivities & WorkActivities =>
  translateFailures({
    beginTask: createBeginTask(deps),
    routeCalls: createRouteCalls(deps),
    ...createStoreSteps(deps),
    ...createNextSteps(deps),
    runSkillCall: createRunSkillCall(deps),
  });

/** Everything the chat queue runs. */
export const createChatActivities = (deps: ActivityDeps): ChatActivities =>
  translateFailures(createChatPosts(deps));
