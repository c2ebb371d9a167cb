import { taskWorkflowId } from '../contract/workflow-ids.ts';
import { AppError } from '../errors.ts';
import type { Actor, Surface } from '../member.ts';
import type { Clock, Hasher, Ids } from '../ports/runtime.ts';
import type { Catalogue, Stores } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';
import { type Arguments, callName, type JsonSchema } from '../skill.ts';
import type { Priority, Task, TaskRequest, TaskType, ThreadRef } from '../task.ts';

export interface SubmitTaskInput {
  readonly actor: Actor;
  readonly surface: Surface;
  /** `console`, `slack`, `discord` or `api`: with `identity` it names the message. */
  readonly platform: string;
  /** The message's own id, or an Idempotency-Key: the same one again is the same task. */
  readonly identity: string;
  readonly request:
    | { readonly kind: 'general'; readonly objective: string }
    | { readonly kind: 'runbook'; readonly runbook: string; readonly arguments: Arguments }
    | {
        readonly kind: 'action';
        readonly skill: string;
        readonly action: string;
        readonly arguments: Arguments;
      };
  readonly agent?: string;
  readonly group?: string;
  readonly priority?: Priority;
  /** A function opens the thread, once the request is known to be valid and before anything starts. */
  readonly thread?: ThreadRef | (() => Promise<ThreadRef>);
  readonly context?: readonly string[];
}

export type SubmitTask = (
  input: SubmitTaskInput,
) => Promise<{ readonly task: Task; readonly created: boolean }>;

export interface SubmitTaskDeps {
  readonly stores: Pick<Stores, 'tasks' | 'catalogue' | 'agents'>;
  readonly gateway: TaskGateway;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly clock: Clock;
  /** Errors of a value by JSON Schema, [] when valid. */
  readonly checkSchema: (schema: JsonSchema, value: unknown) => readonly string[];
}

/**
 * Accepts a request once. The workflow's durable start is the acceptance; the row follows, and the workflow writes it
 * itself when this process dies in between. Throws AppError: unknown_runbook, unknown_action, invalid_arguments,
 * invalid_request, agent_unknown, group_unknown, idempotency_mismatch, workflow_service_unavailable, store_unavailable; and what opening the thread throws.
 */
export const createSubmitTask =
  (deps: SubmitTaskDeps): SubmitTask =>
  async (input) => {
    const { stores, gateway } = deps;
    const { tenantId } = input.actor;
    const workflowId = taskWorkflowId(tenantId, input.platform, input.identity);
    const fingerprint = fingerprintOf(deps.hasher, input);
    const known = await stores.tasks.byWorkflowId(tenantId, workflowId);
    if (known) return { task: sameRequest(known, fingerprint), created: false };

    const asked = describeRequest(input, await stores.catalogue.read(tenantId), deps.checkSchema);
    await checkNames(deps, input);
    const thread = typeof input.thread === 'function' ? await input.thread() : input.thread;
    const request = toRequest(deps, { ...input, thread }, asked, workflowId, fingerprint);
    const { started, fingerprint: first } = await gateway.start(request);
    if (!started && first !== null && first !== fingerprint) throw new AppError('idempotency_mismatch');
    const task = await stores.tasks.insert(request);
    return { task, created: started };
  };

const fingerprintOf = (hasher: Hasher, input: SubmitTaskInput): string =>
  hasher.digest({
    request: input.request,
    agent: input.agent ?? null,
    group: input.group ?? null,
    priority: input.priority ?? null,
    member: input.actor.memberId,
  });

const sameRequest = (task: Task, fingerprint: string): Task => {
  if (task.fingerprint !== fingerprint) throw new AppError('idempotency_mismatch');
  return task;
};

interface Asked {
  readonly taskType: TaskType;
  readonly objective: string;
  readonly runbook?: string;
  readonly arguments?: Arguments;
}

/** Longest objective in characters: it must fit a card, a log line and a prompt. */
const MAX_OBJECTIVE = 8000;

const describeRequest = (
  { actor, request }: SubmitTaskInput,
  catalogue: Catalogue,
  checkSchema: SubmitTaskDeps['checkSchema'],
): Asked => {
  if (request.kind === 'general') {
    const objective = request.objective.trim();
    if (objective === '') throw new AppError('invalid_request', { detail: 'objective' });
    if (objective.length > MAX_OBJECTIVE)
      throw new AppError('invalid_request', { detail: `objective > ${MAX_OBJECTIVE}` });
    return { taskType: 'general', objective };
  }
  if (request.kind === 'runbook') {
    const runbook = catalogue.runbooks.find((entry) => entry.name === request.runbook);
    if (!runbook) throw new AppError('unknown_runbook', { name: request.runbook });
    refuseInvalid(runbook.name, checkSchema(runbook.inputSchema, request.arguments));
    return {
      taskType: 'runbook',
      objective: runbook.title[actor.locale],
      runbook: runbook.name,
      arguments: request.arguments,
    };
  }
  const name = callName(request);
  const action = catalogue.actions.find((entry) => callName(entry) === name);
  if (!action) throw new AppError('unknown_action', { name });
  if (!action.enabled) throw new AppError('skill_disabled', { action: name });
  refuseInvalid(name, checkSchema(action.inputSchema, request.arguments));
  return { taskType: 'action', objective: name, runbook: name, arguments: request.arguments };
};

const refuseInvalid = (name: string, errors: readonly string[]): void => {
  if (errors.length > 0) throw new AppError('invalid_arguments', { name, errors: errors.join('; ') });
};

/** A name nobody has is a typing error: said at once, not by a task that fails. */
const checkNames = async ({ stores }: SubmitTaskDeps, input: SubmitTaskInput): Promise<void> => {
  const { tenantId } = input.actor;
  if (input.group && !(await stores.agents.groupIdByName(tenantId, input.group))) {
    throw new AppError('group_unknown', { name: input.group });
  }
  if (!input.agent) return;
  const wanted = input.agent.toLowerCase();
  const agents = await stores.agents.list(tenantId);
  if (!agents.some((agent) => agent.name.toLowerCase() === wanted)) {
    throw new AppError('agent_unknown', { name: input.agent });
  }
};

const toRequest = (
  { ids, clock }: SubmitTaskDeps,
  input: Omit<SubmitTaskInput, 'thread'> & { readonly thread: ThreadRef | undefined },
  asked: Asked,
  workflowId: string,
  fingerprint: string,
): TaskRequest => ({
  tenantId: input.actor.tenantId,
  taskId: ids.fromName(workflowId),
  workflowId,
  requestedBy: { memberId: input.actor.memberId, displayName: input.actor.displayName },
  surface: input.surface,
  ...asked,
  ...(input.agent === undefined ? {} : { agent: input.agent }),
  ...(input.group === undefined ? {} : { group: input.group }),
  priority: input.priority ?? 'normal',
  ...(input.thread === undefined ? {} : { thread: input.thread }),
  ...(input.context === undefined ? {} : { context: input.context }),
  fingerprint,
  requestedAt: clock.now().toISOString(),
});
