import type { ActivityDeps } from '../deps.ts';
import { translateFailures } from '../failures.ts';
import { createClusterSteps } from './cluster-steps.ts';
import type { InstanceParts } from './deps.ts';
import { createInstanceStoreSteps } from './plan.ts';
import { createSecretKeeper } from './secrets.ts';
import { createTellHealth } from './tell-health.ts';
import type {
  InstanceChatActivities,
  InstanceHealthActivities,
  InstanceStoreActivities,
  InstanceWorkActivities,
} from './types.ts';
import { createWatchInstance } from './watch-instance.ts';

/** What the main queue runs for instances. */
export const createInstanceActivities = (
  deps: ActivityDeps,
  parts: InstanceParts,
): InstanceStoreActivities & InstanceWorkActivities => {
  const secrets = createSecretKeeper(deps.stores.instances, parts);
  return translateFailures({
    ...createInstanceStoreSteps(deps, parts, secrets),
    ...createClusterSteps(deps, parts, secrets),
  });
};

/** What the health queue runs. */
export const createInstanceHealthActivities = (
  deps: ActivityDeps,
  parts: InstanceParts,
): InstanceHealthActivities =>
  translateFailures({
    watchInstance: createWatchInstance(deps, parts, createSecretKeeper(deps.stores.instances, parts)),
  });

export const createInstanceChatActivities = (deps: ActivityDeps): InstanceChatActivities =>
  translateFailures({ tellHealth: createTellHealth(deps) });
