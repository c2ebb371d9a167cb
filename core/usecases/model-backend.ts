import { AppError } from '../errors.ts';
import type { Locale } from '../member.ts';
import type { AgentBackend, NextStep, Turn } from '../ports/agent-backend.ts';
import type { LlmAnswer, LlmMessage, LlmProvider } from '../ports/llm-provider.ts';
import type { RunbookInfo } from '../runbook.ts';
import { type Arguments, callName, type SkillCall } from '../skill.ts';
import { addUsage, NO_USAGE, type Usage } from '../task.ts';
import { type Text, text } from '../text.ts';
import { toConversation, toSystemPrompt } from './model-messages.ts';
import { ASK_TOOL, createModelTools, type ModelTools } from './model-tools.ts';

const MAX_OUTPUT_TOKENS = 4096;
/** Requests in one turn: more than one only when the model wrote a call that is no call at all. */
const MAX_TRIES = 3;
const MAX_WHY = 300;
const SHOWN_ACTIONS = 12;

type ToolCall = Extract<LlmAnswer, { kind: 'tool_calls' }>['calls'][number];

export interface ModelBackendDeps {
  /** null: no model is configured. */
  readonly llm: LlmProvider | null;
  readonly runbooks: () => readonly RunbookInfo[];
  readonly format: (text: Text, locale: Locale) => string;
}

/**
 * A language model as a mind. Everything it is told follows from the turn. Throws AppError `model_unavailable` and
 * `model_refused`.
 */
export const createModelBackend = (deps: ModelBackendDeps): AgentBackend => ({
  kind: 'model',
  remote: true,
  next: async (turn, { signal }) =>
    deps.llm ? think(deps, deps.llm, turn, signal) : withoutModel(deps, turn),
});

const think = async (
  { format }: ModelBackendDeps,
  llm: LlmProvider,
  turn: Turn,
  signal: AbortSignal,
): Promise<NextStep> => {
  const tools = createModelTools(turn.actions);
  const messages = [...toConversation(turn, tools)];
  let usage: Usage = NO_USAGE;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = {
      system: toSystemPrompt(turn),
      messages,
      tools: tools.tools,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    };
    const answer = await llm.complete(request, { signal });
    usage = addUsage(usage, answer.usage);
    if (answer.kind === 'refused') {
      throw new AppError('model_refused', { model: llm.modelName, reason: answer.text.slice(0, MAX_WHY) });
    }
    if (answer.kind === 'text') {
      const output = answer.text.trim() || format(text('minds.no_words'), turn.locale);
      return { type: 'final', output, usage };
    }
    const step = toStep(answer, tools, usage);
    if (step) return step;
    messages.push(...complaint(answer.calls));
  }
  throw new AppError('model_refused', { model: llm.modelName, reason: 'tool calls without arguments' });
};

const isArguments = (input: unknown): input is Arguments =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** null when a call's input is no object or a question has no words: such a call can't be shown to anybody. */
const toStep = (
  answer: Extract<LlmAnswer, { kind: 'tool_calls' }>,
  tools: ModelTools,
  usage: Usage,
): NextStep | null => {
  // A question waits until the calls before it are done: the model asks again with their results.
  const [first] = answer.calls;
  if (first?.name === ASK_TOOL) return toQuestion(first, usage);
  const calls = answer.calls.filter(({ name }) => name !== ASK_TOOL);
  const why = answer.text.trim().slice(0, MAX_WHY);
  const skillCalls: SkillCall[] = [];
  for (const { id, name, input } of calls) {
    if (!isArguments(input)) return null;
    skillCalls.push({
      ...tools.actionOf(name),
      arguments: input,
      callId: id,
      ...(why === '' ? {} : { why }),
    });
  }
  if (skillCalls.length === 0) return null;
  return {
    type: 'call',
    calls: skillCalls,
    approveTogether: false,
    runbookStep: null,
    stepsLeft: null,
    usage,
  };
};

const toQuestion = ({ input }: ToolCall, usage: Usage): NextStep | null => {
  if (!isArguments(input) || typeof input.question !== 'string' || input.question.trim() === '') return null;
  const choices = Array.isArray(input.choices)
    ? input.choices.filter((choice) => typeof choice === 'string')
    : [];
  return { type: 'ask', question: input.question, choices, usage };
};

const complaint = (calls: readonly ToolCall[]): readonly LlmMessage[] =>
  calls.flatMap(({ id, name, input }) => [
    { role: 'tool_call', id, name, input: isArguments(input) ? input : {} } as const,
    {
      role: 'tool_result',
      id,
      name,
      isError: true,
      text: 'Nothing was run: the input must be a JSON object that follows the schema of the tool.',
    } as const,
  ]);

/** Says so, and what can be run without a model. */
const withoutModel = ({ runbooks, format }: ModelBackendDeps, { actions, locale }: Turn): NextStep => {
  const known = runbooks();
  const shown = actions.slice(0, SHOWN_ACTIONS);
  const hidden = actions.length - shown.length;
  const lines = [
    format(text('minds.no_model', { count: known.length + actions.length }), locale),
    '',
    ...known.map(({ example, description }) => `- \`${example}\`: ${description[locale]}`),
    ...shown.map((action) => `- \`/run ${callName(action)}\``),
    ...(hidden > 0 ? [`- ${format(text('minds.more_actions', { count: hidden }), locale)}`] : []),
    '',
    format(text('minds.no_model_admin'), locale),
  ];
  return { type: 'final', output: lines.join('\n'), usage: NO_USAGE };
};
