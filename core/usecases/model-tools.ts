import type { LlmTool } from '../ports/llm-provider.ts';
import { callName, type SkillAction } from '../skill.ts';

/** What the APIs allow in a tool's name. */
const MAX_NAME = 64;

/** Asks a person; known to the model beside the actions. */
export const ASK_TOOL = 'ask_person';

const ASK: LlmTool = {
  name: ASK_TOOL,
  description:
    'Ask the person who gave the task. Use it only when the task cannot go on without their answer. Not for permission: risky actions are put before the right person by themselves.',
  inputSchema: {
    type: 'object',
    properties: {
      question: { type: 'string', description: 'One question, in the language of the person' },
      choices: {
        type: 'array',
        items: { type: 'string' },
        maxItems: 6,
        description: 'Short answers to choose from',
      },
    },
    required: ['question'],
    additionalProperties: false,
  },
};

const plain = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, MAX_NAME);

/** `skill__action` in letters that every API takes. */
const toolName = (action: { readonly skill: string; readonly action: string }): string =>
  plain(`${action.skill}__${action.action}`);

export interface ModelTools {
  readonly tools: readonly LlmTool[];
  nameOf(action: { readonly skill: string; readonly action: string }): string;
  /** The action behind a name; a name nobody gave is split as it looks, for the router to refuse. */
  actionOf(name: string): { readonly skill: string; readonly action: string };
}

/** Names are given in the order of the actions' own names, so that the same list gets the same names every time. */
export const createModelTools = (actions: readonly SkillAction[]): ModelTools => {
  const byName = new Map<string, SkillAction>();
  const names = new Map<string, string>();
  for (const action of actions.toSorted((a, b) => (callName(a) < callName(b) ? -1 : 1))) {
    const wanted = toolName(action);
    let name = wanted;
    for (let copy = 2; byName.has(name) || name === ASK_TOOL; copy += 1) {
      name = `${wanted.slice(0, MAX_NAME - 4)}_${copy}`;
    }
    byName.set(name, action);
    names.set(callName(action), name);
  }
  return {
    tools: [
      ...[...byName].map(([name, { description, inputSchema }]) => ({ name, description, inputSchema })),
      ASK,
    ],
    nameOf: (action) => names.get(callName(action)) ?? toolName(action),
    actionOf: (name) => {
      const known = byName.get(name);
      if (known) return { skill: known.skill, action: known.action };
      const [skill = name, ...rest] = name.split('__');
      return { skill, action: rest.join('__') };
    },
  };
};
