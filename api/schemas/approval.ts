import { z } from 'zod';
import {
  APPROVAL_STATUSES,
  type Approval,
  approvalNumber,
  RISK_LEVELS,
  VERDICTS,
} from '../../core/approval.ts';
import { SURFACES } from '../../core/member.ts';
import { RISK_LABELS } from '../../core/skill.ts';
import { paging, person, reason, reference, time, toPersonBody } from './common.ts';
import { taskPath } from './task.ts';

export const approvalParams = z.strictObject({ id: reference('A-57') });

export const approvalQuery = z.strictObject({
  status: z.enum(APPROVAL_STATUSES).optional(),
  task: reference('T-142').optional(),
  ...paging,
});

const args = z.record(z.string(), z.unknown());

export const approval = z
  .object({
    id: z.string(),
    number: z.int(),
    ref: z.string().describe('What people say: `A-57`'),
    status: z.enum(APPROVAL_STATUSES),
    task_id: z.string().nullable(),
    task_number: z.int().nullable(),
    task_objective: z.string().nullable(),
    requested_by: person,
    subject: z.object({
      skill: z.string(),
      action: z.string(),
      arguments: args,
      target: z.string().nullable(),
      items: z.array(z.object({ arguments: args, target: z.string().nullable() })).optional(),
      changes: z.string().optional().describe('What would change, line by line'),
      tool_digest: z.string(),
    }),
    digest: z.string().describe('Of exactly this subject; send it back with the decision'),
    policy_version: z.int(),
    requirement: z.record(z.string(), z.unknown()),
    risk: z.object({
      level: z.enum(RISK_LEVELS),
      labels: z.array(z.enum(RISK_LABELS)),
      undoable: z.boolean(),
    }),
    evidence: z.object({
      reads: z.array(z.object({ name: z.string(), summary: z.string(), outside: z.boolean() })),
      read_private: z.boolean(),
      read_untrusted: z.boolean(),
    }),
    why: z.string().nullable(),
    decisions: z.array(
      z.object({
        by: person,
        verdict: z.enum(VERDICTS),
        reason: z.string().nullable(),
        surface: z.enum(SURFACES),
        at: time,
      }),
    ),
    created_at: time,
    expires_at: time,
    decided_at: time.nullable(),
    links: z.object({
      self: z.string(),
      decision: z.string(),
      task: z.string().nullable(),
      page: z.string(),
    }),
  })
  .meta({ id: 'Approval' });
export type ApprovalBody = z.infer<typeof approval>;

const approvalPath = (id: string): string => `/api/v1/approvals/${id}`;

const toSubjectBody = ({
  toolDigest,
  items,
  changes,
  ...subject
}: Approval['subject']): ApprovalBody['subject'] => ({
  skill: subject.skill,
  action: subject.action,
  arguments: { ...subject.arguments },
  target: subject.target,
  ...(items
    ? { items: items.map((item) => ({ arguments: { ...item.arguments }, target: item.target })) }
    : {}),
  ...(changes === undefined ? {} : { changes }),
  tool_digest: toolDigest,
});

export const toApprovalBody = (row: Approval): ApprovalBody => ({
  id: row.id,
  number: row.number,
  ref: approvalNumber(row.number),
  status: row.status,
  task_id: row.taskId,
  task_number: row.taskNumber,
  task_objective: row.taskObjective,
  requested_by: toPersonBody(row.requestedBy),
  subject: toSubjectBody(row.subject),
  digest: row.digest,
  policy_version: row.policyVersion,
  requirement: { ...row.requirement },
  risk: { level: row.risk.level, labels: [...row.risk.labels], undoable: row.risk.undoable },
  evidence: {
    reads: row.evidence.reads.map((read) => ({ ...read })),
    read_private: row.evidence.readPrivate,
    read_untrusted: row.evidence.readUntrusted,
  },
  why: row.why,
  decisions: row.decisions.map((decision) => ({
    by: toPersonBody(decision.by),
    verdict: decision.verdict,
    reason: decision.reason,
    surface: decision.surface,
    at: decision.at,
  })),
  created_at: row.createdAt,
  expires_at: row.expiresAt,
  decided_at: row.decidedAt,
  links: {
    self: approvalPath(row.id),
    decision: `${approvalPath(row.id)}/decision`,
    task: row.taskId === null ? null : taskPath(row.taskId),
    page: `/approvals/${approvalNumber(row.number)}`,
  },
});

export const decisionBody = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    reason,
    digest: z.string().min(1).max(128).describe('`digest` of the approval as you saw it'),
  })
  .meta({ id: 'NewDecision' });

export const taskDecisionBody = z
  .strictObject({
    reason,
    digest: z.string().min(1).max(128).optional().describe('Without it: the approval as it is now'),
  })
  .nullish();

export const decisionAnswer = z
  .object({
    outcome: z.enum(['accepted', 'more_needed', 'already_said', 'recorded']),
    message: z.string().describe('In the language of the reader'),
    have: z.int().optional(),
    need: z.int().optional(),
    approval,
  })
  .meta({ id: 'DecisionAnswer' });
