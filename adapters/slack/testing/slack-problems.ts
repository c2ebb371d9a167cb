import { checkMessage, checkView } from './block-kit-rules.ts';
import type { SlackCall } from './front-server.ts';
import { word } from './json.ts';

/** A call with something that Slack would refuse or show wrongly. */
export interface SlackProblem {
  readonly method: string;
  readonly problems: readonly string[];
  readonly call: SlackCall;
}

const MESSAGES = ['chat.postMessage', 'chat.update', 'chat.postEphemeral'];

const problemsOf = ({ method, args }: SlackCall): readonly string[] => {
  if (MESSAGES.includes(method) && Array.isArray(args.blocks)) {
    return checkMessage({ text: word(args.text), blocks: args.blocks });
  }
  const { view } = args;
  return typeof view === 'object' && view !== null ? checkView(view) : [];
};

/** Judged by the rules of messages and views, whatever the emulator let through. */
export const toProblems = (calls: readonly SlackCall[]): readonly SlackProblem[] =>
  calls
    .map((call) => ({ method: call.method, problems: problemsOf(call), call }))
    .filter(({ problems }) => problems.length > 0);
