import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { AgentBackend, NextStep, Turn } from '../../core/ports/agent-backend.ts';
import type { SkillRegistry } from '../../core/ports/skill-backend.ts';
import type { SkillAction, SkillCall, SkillResult } from '../../core/skill.ts';
import { NO_USAGE, type Usage } from '../../core/task.ts';

/** One turn of a scripted mind: given what happened so far, the next step. */
export type Script = (turn: Turn, signal: AbortSignal) => NextStep | Promise<NextStep>;

export const call = (...calls: readonly (SkillCall | string)[]): NextStep => ({
  type: 'call',
  calls: calls.map((entry) => (typeof entry === 'string' ? toCall(entry) : entry)),
  approveTogether: calls.length > 1,
  runbookStep: null,
  stepsLeft: null,
  usage: NO_USAGE,
});

/** `notes.write a` is a call of notes.write with {path: 'a'}. */
export const toCall = (words: string): SkillCall => {
  const [name = '', path = 'x'] = words.split(' ');
  const [skill = '', action = ''] = name.split('.');
  return { skill, action, arguments: { path } };
};

export const final = (output: string, usage: Usage = NO_USAGE): NextStep => ({
  type: 'final',
  output,
  usage,
});

/** Calls in a row, one a turn, then the answer: the texts of the results, joined. */
export const inTurn =
  (...calls: readonly string[]): Script =>
  (turn) => {
    const done = turn.exchanges.filter((exchange) => exchange.kind === 'call');
    const next = calls[done.length];
    if (next) return call(next);
    return final(done.map(({ result }) => result.failure?.code ?? result.text).join(' | '));
  };

/** A mind that plays the script named by the task's objective. */
export const createScriptedMind = (scripts: ReadonlyMap<string, Script>): AgentBackend => ({
  kind: 'model',
  remote: true,
  async next(turn, { signal }) {
    const script = scripts.get(turn.task.objective);
    if (!script) throw new AppError('model_unavailable', { detail: turn.task.objective });
    return script(turn, signal);
  },
});

type Act = (path: string, signal: AbortSignal) => Promise<SkillResult> | SkillResult;

export interface ScriptedSkills extends SkillRegistry {
  /** What took effect, in order: `action path`. */
  readonly effects: string[];
  /** A tool's definition changes under everybody's feet. */
  redefine(action: string): void;
  on(action: string, act: Act): void;
}

const base = (action: string, over: Partial<SkillAction>): SkillAction => ({
  skill: 'notes',
  action,
  description: action,
  backend: 'mcp',
  inputSchema: { type: 'object' },
  labels: ['writes'],
  idempotent: true,
  undoable: true,
  digest: `${action}-1`,
  targetArgument: 'path',
  approval: 'default',
  enabled: true,
  ...over,
});

/** Skills in memory: `read` and `slow` only read, `write` may be repeated, `append` and `send` must not, `publish` is for @ops, `off` is switched off. */
export const createScriptedSkills = (): ScriptedSkills => {
  const effects: string[] = [];
  const actions = new Map(
    [
      base('read', { labels: ['reads_private'] }),
      base('slow', { labels: ['reads_private'] }),
      base('write', {}),
      base('append', { idempotent: false, approval: 'never' }),
      base('send', { idempotent: false }),
      base('publish', { approvers: ['@ops'] }),
      base('off', { enabled: false }),
    ].map((action) => [action.action, action]),
  );
  const acts = new Map<string, Act>([
    ['read', (path) => ({ ok: true, text: `text of ${path}` })],
    [
      'slow',
      async (_path, signal) => {
        await pause(600_000, undefined, { signal });
        return { ok: true, text: '' };
      },
    ],
  ]);
  const effect =
    (action: string): Act =>
    (path) => {
      effects.push(`${action} ${path}`);
      return { ok: true, text: `${action} ${path}` };
    };
  return {
    effects,
    list: () => [...actions.values()],
    find: (skill, action) => (skill === 'notes' ? actions.get(action) : undefined),
    checkArguments: (_action, args) => (typeof args.path === 'string' ? [] : ['"path" is missing']),
    invoke: async (action, args, { signal }) =>
      (acts.get(action.action) ?? effect(action.action))(String(args.path), signal),
    onChange: () => undefined,
    redefine(action) {
      const known = actions.get(action);
      if (known) actions.set(action, { ...known, digest: `${known.digest}+` });
    },
    on: (action, act) => void acts.set(action, act),
  };
};
