import { z } from 'zod';

const localized = z.strictObject({ en: z.string().min(1), es: z.string().min(1) });
const words = z.union([z.string().min(1), localized]);

const identifier = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits or _');

const step = z.strictObject({
  id: identifier,
  /** `skill.action` */
  call: z.string().regex(/^[^.\s]+\.[^\s]+$/, 'must be skill.action'),
  /** CEL; the step is left out when it is false. */
  if: z.string().min(1).optional(),
  /** CEL list; one call for each, all approved together. `item` and `index` are known in `with`. */
  forEach: z.string().min(1).optional(),
  with: z.record(z.string(), z.json()).default({}),
  /** Shown on the approval card. */
  why: words.optional(),
  onError: z.enum(['stop', 'continue']).default('stop'),
});

/** A runbook file. Texts may hold `${{ CEL }}`; unknown keys are refused. */
export const runbookSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits or -'),
  title: localized,
  description: localized,
  capabilities: z.array(z.string().min(1)).default([]),
  example: z.string().startsWith('/run '),
  /** JSON Schema of the arguments. */
  inputs: z
    .looseObject({ type: z.literal('object') })
    .default({ type: 'object', properties: {}, additionalProperties: false }),
  /** Named values, worked out when they are first used. */
  values: z.record(identifier, words).default({}),
  steps: z.array(step).min(1),
  answer: words,
});

export type RunbookDefinition = z.infer<typeof runbookSchema>;
export type RunbookStep = RunbookDefinition['steps'][number];
export type Words = z.infer<typeof words>;
