import type { Failure } from './errors.ts';
import type { InstanceOperation, InstanceStatus } from './instance.ts';

/** In which states each operation makes sense. A deploy that failed left nothing, so it may be tried again. */
const ALLOWED: Readonly<Record<InstanceOperation, readonly InstanceStatus[]>> = {
  deploy: ['provisioning', 'error'],
  stop: ['running', 'error'],
  start: ['stopped', 'error'],
  restart: ['running', 'error'],
  upgrade: ['running', 'error'],
  rotate: ['running'],
  destroy: ['provisioning', 'running', 'stopped', 'upgrading', 'error', 'destroying'],
};

export interface OperationSubject {
  readonly name: string;
  readonly status: InstanceStatus;
  /** Something of it was applied and not removed since. */
  readonly applied: boolean;
}

/** Why this can't be done now; null when it can. */
export const operationRefusal = (
  operation: InstanceOperation,
  { name, status, applied }: OperationSubject,
): Failure | null => {
  const isDeployed = operation === 'deploy' && applied;
  const isNotDeployed = !['deploy', 'destroy'].includes(operation) && !applied;
  if (ALLOWED[operation].includes(status) && !isDeployed && !isNotDeployed) return null;
  return { code: 'instance_state', params: { name, status, operation } };
};

/** So many checks in a row, 60 seconds apart, must fail before an instance counts as ill. */
export const FAILURES_UNTIL_ILL = 3;

/** Days after which a gateway token is replaced, if nobody did it before. */
export const TOKEN_DAYS = 30;

/** Days for which the last copy of a destroyed instance's state is kept. */
export const SNAPSHOT_DAYS = 7;
