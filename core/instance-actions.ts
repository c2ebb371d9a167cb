import { INSTANCE_OPERATIONS, type InstanceOperation } from './instance.ts';
import type { Hasher } from './ports/runtime.ts';
import type { JsonSchema, RiskLabel, SkillAction } from './skill.ts';

/** What can be asked of an instance beside the operations: these only read. */
export const INSTANCE_READS = ['list', 'status', 'logs'] as const;
type InstanceRead = (typeof INSTANCE_READS)[number];

export const INSTANCE_SKILL = 'instance';

const NAME: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 32,
  description: 'Name of the instance; may be left out when there is only one',
};
const NEW_NAME: JsonSchema = { ...NAME, description: 'Name of the new instance', default: 'main' };
const VERSION: JsonSchema = {
  type: 'string',
  pattern: '^\\d{4}\\.\\d{1,2}\\.\\d{1,3}$',
  description: 'Exact version of OpenClaw, e.g. 2026.9.6',
};
const QUANTITY = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^\\d{1,6}(\\.\\d{1,3})?(m|Ki|Mi|Gi|Ti)?$',
  description,
});
const RESOURCES = {
  cpu_request: QUANTITY('CPU that is kept for it, e.g. 250m'),
  cpu_limit: QUANTITY('Most CPU, e.g. 1'),
  memory_request: QUANTITY('Memory that is kept for it, e.g. 1Gi'),
  memory_limit: QUANTITY('Most memory, e.g. 2Gi'),
  storage: QUANTITY('Size of its volume, e.g. 10Gi'),
};

interface ActionSpec {
  readonly description: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly labels: readonly RiskLabel[];
  readonly undoable: boolean;
  readonly approval: SkillAction['approval'];
}

const SPECS: Readonly<Record<InstanceOperation | InstanceRead, ActionSpec>> = {
  list: {
    description: 'Lists the instances of this organization',
    properties: {},
    labels: [],
    undoable: true,
    approval: 'never',
  },
  status: {
    description: 'Status, version and health of an instance',
    properties: { name: NAME },
    labels: [],
    undoable: true,
    approval: 'never',
  },
  logs: {
    description: 'The last lines an instance wrote',
    properties: {
      name: NAME,
      lines: { type: 'integer', minimum: 1, maximum: 500, default: 100, description: 'How many lines' },
    },
    labels: ['reads_private'],
    undoable: true,
    approval: 'never',
  },
  deploy: {
    description: 'Deploys an OpenClaw instance for this organization',
    properties: { name: NEW_NAME, version: VERSION, ...RESOURCES },
    labels: ['writes', 'spends'],
    undoable: true,
    approval: 'never',
  },
  stop: {
    description: 'Stops an instance; its state is kept',
    properties: { name: NAME },
    labels: ['writes'],
    undoable: true,
    approval: 'never',
  },
  start: {
    description: 'Starts a stopped instance',
    properties: { name: NAME },
    labels: ['writes'],
    undoable: true,
    approval: 'never',
  },
  restart: {
    description: 'Restarts an instance after what it does has finished',
    properties: { name: NAME },
    labels: ['writes'],
    undoable: true,
    approval: 'never',
  },
  rotate: {
    description: 'Gives an instance a new gateway token',
    properties: { name: NAME },
    labels: ['writes'],
    undoable: true,
    approval: 'never',
  },
  upgrade: {
    description: 'Upgrades an instance to another version, and goes back by itself when that does not work',
    properties: { name: NAME, version: VERSION },
    required: ['version'],
    labels: ['writes'],
    undoable: true,
    approval: 'always',
  },
  destroy: {
    description: 'Destroys an instance with its volume; a last copy of its state is kept for a week',
    properties: { name: NAME },
    labels: ['destructive'],
    undoable: false,
    approval: 'always',
  },
};

const isOperation = (action: string): action is InstanceOperation =>
  (INSTANCE_OPERATIONS as readonly string[]).includes(action);

/** Every operation as a skill action, so that runbooks and agents can ask for it as people do. */
export const instanceActions = (hasher: Hasher): readonly SkillAction[] =>
  (Object.keys(SPECS) as (keyof typeof SPECS)[]).map((action) => {
    const { description, properties, required = [], labels, undoable, approval } = SPECS[action];
    const inputSchema: JsonSchema = { type: 'object', properties, required, additionalProperties: false };
    return {
      skill: INSTANCE_SKILL,
      action,
      description,
      backend: 'instance',
      inputSchema,
      labels,
      // The operation's id is the call's own: a repeat finds the one that was begun.
      idempotent: true,
      undoable,
      digest: hasher.digest({ action, description, inputSchema, labels, undoable }),
      targetArgument: 'name',
      approval,
      ...(isOperation(action) || action === 'logs'
        ? { roles: ['admin' as const], asksUnlessTyped: true }
        : {}),
      enabled: true,
    };
  });
