import { instanceWorkflowId } from '../contract/workflow-ids.ts';
import { AppError } from '../errors.ts';
import {
  INSTANCE_OPERATIONS,
  type Instance,
  type InstanceOperation,
  instanceRef,
  type ResourceConfig,
} from '../instance.ts';
import { INSTANCE_SKILL, instanceActions } from '../instance-actions.ts';
import { operationRefusal } from '../instance-rules.ts';
import { type InstanceValues, readQuantity, readVersion, valuesDiff } from '../instance-values.ts';
import type { ClusterDriver } from '../ports/cluster-driver.ts';
import type { InstanceOperations } from '../ports/instance-operations.ts';
import type { InstanceStore } from '../ports/instance-store.ts';
import type { Hasher, Ids } from '../ports/runtime.ts';
import type { InvokeContext, SkillBackend } from '../ports/skill-backend.ts';
import type { Arguments, Json, SkillResult } from '../skill.ts';

export interface InstanceBackendDeps {
  readonly instances: InstanceStore;
  readonly operations: InstanceOperations;
  readonly driver: Pick<ClusterDriver, 'logs'>;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly defaults: {
    /** Exact version that is deployed when none is named. */
    readonly version: string;
    readonly resources: ResourceConfig;
    /** Most live instances of one tenant. */
    readonly maxInstances: number;
  };
  /** What would be applied, for the person who is asked; throws AppError for what can't be. */
  readonly planValues: (input: {
    readonly instance: Instance;
    readonly version: string;
    readonly resources: ResourceConfig;
    readonly secretRevision: number;
  }) => InstanceValues;
  /** From the full ids; throws AppError `instance_name_invalid`. */
  readonly nameRelease: (
    tenantId: string,
    instanceId: string,
    name: string,
  ) => { readonly release: string; readonly namespace: string };
}

const isOperation = (action: string): action is InstanceOperation =>
  (INSTANCE_OPERATIONS as readonly string[]).includes(action);

/** Instances as a skill: reads answer at once, an operation is handed to the instance's own workflow. */
export const createInstanceBackend = (deps: InstanceBackendDeps): SkillBackend => ({
  kind: 'instance',
  list: async () => instanceActions(deps.hasher),
  preview: ({ action, arguments: args }, { tenantId }) => changesOf(deps, action, args, tenantId),
  async invoke({ action, arguments: args }, _credentials, context) {
    try {
      if (isOperation(action)) return await operate(deps, action, args, context);
      return await read(deps, action, args, context);
    } catch (error) {
      if (!(error instanceof AppError) || PASSING.includes(error.code)) throw error;
      return { ok: false, text: '', failure: { code: error.code, params: error.params } };
    }
  },
});

const PASSING: readonly string[] = ['store_unavailable', 'workflow_service_unavailable'];

/** An upgrade is judged by what it changes, not by a number. */
const changesOf = async (
  deps: InstanceBackendDeps,
  action: string,
  args: Arguments,
  tenantId: string,
): Promise<readonly string[]> => {
  if (action !== 'upgrade') return [];
  const instance = await find(deps, tenantId, args);
  const before = await deps.instances.appliedValues(tenantId, instance.id);
  if (!before) return [];
  const after = deps.planValues({
    instance,
    version: textOf(args, 'version') ?? instance.version,
    resources: instance.resourceConfig,
    secretRevision: before.secretRevision,
  });
  return valuesDiff(before, after);
};

const textOf = (args: Arguments, key: string): string | undefined => {
  const value = args[key];
  return typeof value === 'string' ? value : undefined;
};

/** By its name; without one, the only one there is. */
const find = async (
  { instances }: InstanceBackendDeps,
  tenantId: string,
  args: Arguments,
): Promise<Instance> => {
  const name = textOf(args, 'name');
  if (name !== undefined) {
    const named = await instances.byName(tenantId, name);
    if (!named) throw new AppError('instance_unknown', { name });
    return named;
  }
  const all = await instances.list(tenantId);
  const [only] = all;
  if (!only || all.length > 1) throw new AppError('instance_unknown', { name: '' });
  return only;
};

const operate = async (
  deps: InstanceBackendDeps,
  kind: InstanceOperation,
  args: Arguments,
  context: InvokeContext,
): Promise<SkillResult> => {
  const { tenantId, idempotencyKey: operationId, task } = context;
  const instance = kind === 'deploy' ? await prepare(deps, args, context) : await find(deps, tenantId, args);
  const version = textOf(args, 'version');
  if (kind !== 'deploy') await refuseEarly(deps, kind, instance);
  await deps.operations.submit(tenantId, instance.id, {
    operationId,
    kind,
    by: task?.requestedBy ?? { memberId: '', displayName: '' },
    ...(version === undefined ? {} : { version }),
    reportTo: task?.workflowId ?? null,
    thread: task?.thread ?? null,
  });
  return {
    ok: true,
    text: '',
    goesOn: { workflowId: instanceWorkflowId(tenantId, instance.id), operationId },
  };
};

/** What can't be right now is said at once; what is in the line before it may still change that, so the workflow looks again. */
const refuseEarly = async (
  { instances }: InstanceBackendDeps,
  kind: InstanceOperation,
  { tenantId, id, ...instance }: Instance,
): Promise<void> => {
  if (!['destroyed', 'destroying'].includes(instance.status)) return;
  const applied = (await instances.appliedValues(tenantId, id)) !== null;
  const refusal = operationRefusal(kind, { ...instance, applied });
  if (refusal) throw new AppError(refusal.code, refusal.params);
};

/** The row of the new instance; that of one whose deploy failed and left nothing is used again. */
const prepare = async (
  deps: InstanceBackendDeps,
  args: Arguments,
  { tenantId, idempotencyKey }: InvokeContext,
): Promise<Instance> => {
  const { instances, defaults } = deps;
  const name = textOf(args, 'name') ?? 'main';
  const id = deps.ids.fromName(`instance/${tenantId}/${idempotencyKey}`);
  const begun = await instances.byId(tenantId, id);
  if (begun) return begun;
  const { release, namespace } = deps.nameRelease(tenantId, id, name);
  const known = await instances.byName(tenantId, name);
  if (known) {
    const applied = (await instances.appliedValues(tenantId, known.id)) !== null;
    if (known.status !== 'error' || applied) throw new AppError('instance_exists', { name });
    return known;
  }
  const live = await instances.list(tenantId);
  if (live.length >= defaults.maxInstances) {
    throw new AppError('instance_limit', { limit: defaults.maxInstances });
  }
  const resources = resourcesOf(args, defaults.resources);
  for (const [field, quantity] of Object.entries(resources)) readQuantity(field, quantity);
  return instances.insert({
    id,
    tenantId,
    name,
    version: readVersion(textOf(args, 'version') ?? defaults.version),
    helmRelease: release,
    k8sNamespace: namespace,
    resourceConfig: resources,
  });
};

const resourcesOf = (args: Arguments, defaults: ResourceConfig): ResourceConfig => ({
  cpu_request: textOf(args, 'cpu_request') ?? defaults.cpu_request,
  cpu_limit: textOf(args, 'cpu_limit') ?? defaults.cpu_limit,
  memory_request: textOf(args, 'memory_request') ?? defaults.memory_request,
  memory_limit: textOf(args, 'memory_limit') ?? defaults.memory_limit,
  storage: textOf(args, 'storage') ?? defaults.storage,
});

const summary = ({ name, version, status, health, internalUrl, error }: Instance): Json => ({
  name,
  version,
  status,
  healthy: health?.healthy ?? null,
  last_check: health?.last_check ?? null,
  cpu_pct: health?.cpu_pct ?? null,
  memory_pct: health?.memory_pct ?? null,
  internal_url: internalUrl,
  error: error?.code ?? null,
});

const read = async (
  deps: InstanceBackendDeps,
  action: string,
  args: Arguments,
  { tenantId, signal }: InvokeContext,
): Promise<SkillResult> => {
  if (action === 'list') {
    const structured = (await deps.instances.list(tenantId)).map(summary);
    return { ok: true, text: JSON.stringify(structured, null, 2), structured };
  }
  const instance = await find(deps, tenantId, args);
  if (action === 'status') {
    const structured = summary(instance);
    return { ok: true, text: JSON.stringify(structured, null, 2), structured };
  }
  if (action !== 'logs') throw new AppError('unknown_action', { name: `${INSTANCE_SKILL}.${action}` });
  const tail = typeof args.lines === 'number' ? args.lines : 100;
  const lines = await deps.driver.logs(instanceRef(instance), { tail, signal });
  return { ok: true, text: lines.join('\n') };
};
