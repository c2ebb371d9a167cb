import { AppError } from '../errors.ts';
import type { InvokeContext, SkillBackend } from '../ports/skill-backend.ts';
import type { Arguments, SkillAction, SkillResult } from '../skill.ts';

export interface FakeAction extends Partial<Omit<SkillAction, 'skill' | 'action'>> {
  /** Throws AppError `skill_timeout` to say that the outcome is unknown. */
  readonly run: (args: Arguments, context: InvokeContext) => SkillResult | Promise<SkillResult>;
}

export interface FakeSkillBackend extends SkillBackend {
  onChange(listener: () => void): void;
  /** Keys of the calls that began, in order. */
  readonly begun: readonly string[];
  /** Every call fails as not begun until it is up again. */
  setDown(down: boolean): void;
  /** Replaces an action, or adds it, and says that the list changed. */
  define(name: string, action: FakeAction): void;
}

const hex = (text: string): string =>
  [...text]
    .reduce((sum, char) => (sum * 31n + BigInt(char.codePointAt(0) ?? 0)) % 2n ** 256n, 7n)
    .toString(16)
    .padStart(64, '0');

/** Resolves with the work, or rejects with the signal's reason as soon as it is aborted. */
export const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });

/** A skill in memory that keeps the port's promises: aborts, not begun, changes of its list. */
export const createFakeSkillBackend = (
  skill: string,
  initial: Readonly<Record<string, FakeAction>>,
): FakeSkillBackend => {
  const actions = new Map(Object.entries(initial));
  const listeners: (() => void)[] = [];
  const begun: string[] = [];
  let down = false;
  const toAction = (name: string, { run: _, ...rest }: FakeAction): SkillAction => ({
    skill,
    action: name,
    description: '',
    backend: 'mcp',
    inputSchema: { type: 'object' },
    labels: ['reads_private'],
    idempotent: true,
    undoable: true,
    targetArgument: null,
    approval: 'default',
    enabled: true,
    digest: hex(JSON.stringify([name, rest])),
    ...rest,
  });
  return {
    kind: 'mcp',
    begun,
    list: async () => [...actions].map(([name, action]) => toAction(name, action)),
    invoke: async (call, _credentials, context) => {
      context.signal.throwIfAborted();
      if (down) throw new AppError('skill_unavailable', { skill });
      const action = actions.get(call.action);
      if (!action) throw new AppError('unknown_action', { name: `${call.skill}.${call.action}` });
      begun.push(context.idempotencyKey);
      const work = Promise.resolve().then(() => action.run(call.arguments, context));
      return orAborted(work, context.signal);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    setDown: (value) => {
      down = value;
    },
    define: (name, action) => {
      actions.set(name, action);
      for (const listener of listeners) listener();
    },
  };
};
