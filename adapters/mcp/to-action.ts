import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Hasher } from '../../core/ports/runtime.ts';
import type { RiskLabel, SkillAction } from '../../core/skill.ts';

/** Arguments that name what a call is about, best first. */
const TARGET_NAMES = [
  'path',
  'url',
  'uri',
  'file',
  'source',
  'destination',
  'repository',
  'channel',
  'name',
  'id',
];

/** Hints a server leaves out count as the protocol says: it writes, it may destroy, it talks to the outside. */
const labelsOf = ({
  readOnlyHint,
  destructiveHint,
  openWorldHint,
}: NonNullable<Tool['annotations']>): RiskLabel[] => {
  const outside = openWorldHint !== false;
  if (readOnlyHint === true) return outside ? ['reads_private', 'reads_untrusted'] : ['reads_private'];
  return [
    'writes',
    ...(outside ? (['sends_outside'] as const) : []),
    ...(destructiveHint === false ? [] : (['destructive'] as const)),
  ];
};

const targetOf = (schema: Tool['inputSchema']): string | null => {
  const properties = schema.properties ?? {};
  return (
    TARGET_NAMES.find((name) => (properties[name] as { type?: unknown } | undefined)?.type === 'string') ??
    null
  );
};

/** Tools that only work as long-running protocol tasks can't be called here. */
export const isCallable = (tool: Tool): boolean => tool.execution?.taskSupport !== 'required';

export const toSkillAction = (skill: string, tool: Tool, hasher: Hasher): SkillAction => {
  const hints = tool.annotations ?? {};
  const labels = labelsOf(hints);
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    skill,
    action: name,
    description: description ?? title ?? hints.title ?? '',
    backend: 'mcp',
    inputSchema,
    labels,
    idempotent: hints.readOnlyHint === true || hints.idempotentHint === true,
    undoable: !labels.includes('destructive') && !labels.includes('sends_outside'),
    digest: hasher.digest({ name, title, description, inputSchema, outputSchema, annotations }),
    targetArgument: targetOf(inputSchema),
    approval: 'default',
    enabled: true,
  };
};
