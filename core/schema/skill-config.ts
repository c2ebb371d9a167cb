import { z } from 'zod';
import { ROLES } from '../member.ts';
import { readWho } from '../requirement.ts';
import { RISK_LABELS } from '../skill.ts';

const approver = z
  .string()
  .refine(
    (word) => readWho(word) !== null,
    `must be one of ${ROLES.join(', ')}, or @ and a group's name in lower case`,
  );

/** What a configuration may say about a skill or one of its actions, over what the backend itself says. */
export const skillOverrides = {
  enabled: z.boolean().optional(),
  approval: z.enum(['never', 'always', 'default']).optional(),
  /** Whose yes counts: roles and `@group` names. */
  approvers: z.array(approver).min(1, 'must name somebody').optional(),
  labels: z.array(z.enum(RISK_LABELS)).optional(),
  idempotent: z.boolean().optional(),
  undoable: z.boolean().optional(),
  /** Name of the argument that names the target. */
  target: z.string().min(1).optional(),
};

const overridesSchema = z.object(skillOverrides);

export type SkillOverrides = z.infer<typeof overridesSchema>;

/** Skill and action names: what a person types in `/run skill.action`. */
export const skillName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be lower-case letters, digits, - or _');
