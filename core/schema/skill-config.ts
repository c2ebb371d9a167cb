import { z } from 'zod';
import { RISK_LABELS } from '../skill.ts';

/** What a configuration may say about a skill or one of its actions, over what the backend itself says. */
export const skillOverrides = {
  enabled: z.boolean().optional(),
  approval: z.enum(['never', 'always', 'default']).optional(),
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
