import { z } from 'zod';
import { AGENT_BACKENDS } from '../../core/agent.ts';
import type { Failure } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import type { AgentMessage } from '../../core/ports/stores.ts';
import { PRIORITIES, TASK_STATUSES, TASK_TYPES, type Task, taskNumber } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import type { SubmitTaskInput } from '../../core/usecases/submit-task.ts';
import { say } from '../words.ts';
import { paging, person, reference, time, toPersonBody, words } from './common.ts';

export const taskParams = z.strictObject({ id: reference('T-142') });

export const newTask = z
  .strictObject({
    objective: words(8000).optional().describe('Words for an agent; or name a `runbook` instead'),
    runbook: words(200).optional().describe('Name of a runbook, or `skill.action`'),
    arguments: z.record(z.string(), z.unknown()).optional().describe('By the input schema of the runbook'),
    agent: words(200).optional().describe("Agent's name; without it the best one is picked"),
    group: words(200).optional().describe('Pick among the agents of this group'),
    priority: z.enum(PRIORITIES).optional(),
  })
  .superRefine((body, context) => {
    if ((body.objective === undefined) === (body.runbook === undefined)) {
      context.addIssue({ code: 'custom', path: [], params: { text: 'api.objective_or_runbook' } });
    }
    if (body.arguments !== undefined && body.runbook === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['arguments'],
        params: { text: 'api.arguments_need_runbook' },
      });
    }
  })
  .meta({ id: 'NewTask' });
export type NewTaskBody = z.infer<typeof newTask>;

/** `skill.action` has a dot, the name of a runbook never. */
export const toRequest = (body: NewTaskBody): SubmitTaskInput['request'] => {
  if (body.runbook === undefined) return { kind: 'general', objective: body.objective ?? '' };
  const dot = body.runbook.indexOf('.');
  const args = body.arguments ?? {};
  if (dot < 0) return { kind: 'runbook', runbook: body.runbook, arguments: args };
  return {
    kind: 'action',
    skill: body.runbook.slice(0, dot),
    action: body.runbook.slice(dot + 1),
    arguments: args,
  };
};

const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : value.split(',')))
  .pipe(z.array(z.enum(TASK_STATUSES)).min(1).max(TASK_STATUSES.length));

export const taskQuery = z.strictObject({
  status: statuses.optional().describe('One or several, separated by commas'),
  agent: words(200).optional().describe("Agent's name"),
  priority: z.enum(PRIORITIES).optional(),
  requested_by: z.union([z.literal('me'), z.uuid()]).optional(),
  ...paging,
});

export const task = z
  .object({
    id: z.string(),
    number: z.int(),
    ref: z.string().describe('What people say: `T-142`'),
    status: z.enum(TASK_STATUSES),
    objective: z.string(),
    task_type: z.enum(TASK_TYPES),
    runbook: z.string().nullable(),
    arguments: z.record(z.string(), z.unknown()).nullable(),
    priority: z.enum(PRIORITIES),
    requested_by: person,
    assigned_agent: z
      .object({ id: z.string(), name: z.string(), backend: z.enum(AGENT_BACKENDS) })
      .nullable(),
    output: z.string().nullable(),
    error: z
      .object({ code: z.string(), params: z.record(z.string(), z.unknown()), message: z.string() })
      .nullable(),
    confidence: z.number().nullable().describe('0 to 1; null: unknown'),
    tokens_used: z.int(),
    cost: z.number().nullable().describe('US dollars; null: unknown'),
    thread: z.object({ platform: z.string(), thread_key: z.string() }).nullable(),
    workflow_id: z.string(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    links: z.object({ self: z.string(), trace: z.string(), stream: z.string(), page: z.string() }),
  })
  .meta({ id: 'Task' });
export type TaskBody = z.infer<typeof task>;

const errorBody = (failure: Failure, locale: Locale): NonNullable<TaskBody['error']> => ({
  code: failure.code,
  params: { ...failure.params },
  message: say(text(`error.${failure.code}`, failure.params), locale),
});

export const taskPath = (id: string): string => `/api/v1/agent-tasks/${id}`;

export const toTaskBody = (row: Task, locale: Locale): TaskBody => ({
  id: row.id,
  number: row.number,
  ref: taskNumber(row.number),
  status: row.status,
  objective: row.objective,
  task_type: row.taskType,
  runbook: row.runbook,
  arguments: row.arguments && { ...row.arguments },
  priority: row.priority,
  requested_by: toPersonBody(row.requestedBy),
  assigned_agent: row.agent && { id: row.agent.id, name: row.agent.name, backend: row.agent.backend },
  output: row.output,
  error: row.error && errorBody(row.error, locale),
  confidence: row.confidence,
  tokens_used: row.tokensUsed,
  cost: row.cost,
  thread: row.thread && { platform: row.thread.platform, thread_key: row.thread.threadKey },
  workflow_id: row.workflowId,
  created_at: row.createdAt,
  started_at: row.startedAt,
  completed_at: row.completedAt,
  links: {
    self: taskPath(row.id),
    trace: `${taskPath(row.id)}/trace`,
    stream: `${taskPath(row.id)}/trace/stream`,
    page: `/tasks/${taskNumber(row.number)}`,
  },
});

export const cancelBody = z.strictObject({ reason: z.string().trim().max(2000).nullish() }).nullish();

export const followUpBody = z.strictObject({
  text: words(8000),
  message_id: z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/)
    .optional()
    .describe('The same id twice is one message'),
});

export const followUpAnswer = z.object({
  task: task.describe('The task that got the words: a new one when the other had ended'),
  started_new: z.boolean(),
});

export const agentMessage = z
  .object({
    id: z.string(),
    message_type: z.enum(['follow_up', 'question', 'answer']),
    from: z.string(),
    content: z.string(),
    at: time,
  })
  .meta({ id: 'AgentMessage' });

export const toMessageBody = (message: AgentMessage): z.infer<typeof agentMessage> => ({
  id: message.id,
  message_type: message.messageType,
  from: message.from,
  content: message.content,
  at: message.at,
});
