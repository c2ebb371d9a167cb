import { z } from 'zod';
import { addUsage, NO_USAGE, type Usage } from '../../core/task.ts';
import type { Connection } from './connection.ts';
import { refusedAt, toRequestError } from './refusals.ts';

/** A gateway that was started anew resumes what it was killed in by itself, within a few seconds. */
const RECOVERY_MS = 20_000;

export interface AgentAnswer {
  readonly text: string;
  readonly usage: Usage;
}

/** How far the one turn of a session is, whichever process or connection began it. */
export type Progress =
  | { readonly kind: 'answered'; readonly answer: AgentAnswer }
  /** Not begun, ended without an answer, or a run of ours that can be joined. */
  | { readonly kind: 'ours' }
  /** The gateway resumes it by itself, or may be about to: look again. */
  | { readonly kind: 'elsewhere' };

export const agentUsage = z.object({
  input: z.number().default(0),
  output: z.number().default(0),
  cacheRead: z.number().default(0),
  cacheWrite: z.number().default(0),
  cost: z.object({ total: z.number() }).optional(),
});

/** A model without a price costs 0 there; unknown is not free. */
export const toUsage = (said: z.infer<typeof agentUsage> | undefined): Usage => {
  if (!said) return { inputTokens: 0, outputTokens: 0, cost: null };
  const inputTokens = said.input + said.cacheRead + said.cacheWrite;
  const cost = said.cost?.total ?? 0;
  return { inputTokens, outputTokens: said.output, cost: cost > 0 ? cost : null };
};

const row = z.object({
  role: z.string(),
  content: z.unknown(),
  stopReason: z.string().optional(),
  usage: agentUsage.optional(),
});
type Row = z.infer<typeof row>;

const history = z.object({
  messages: z.array(row),
  pendingInputs: z.object({ items: z.array(z.object({ state: z.string() })) }).optional(),
  sessionInfo: z
    .object({ hasActiveRun: z.boolean().default(false), activeRunIds: z.array(z.string()).default([]) })
    .optional(),
});

const part = z.object({ type: z.literal('text'), text: z.string() });

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((one) => part.safeParse(one).data?.text ?? []).join('\n\n');
};

const isEnd = ({ stopReason }: Row): boolean => stopReason === 'stop' || stopReason === 'length';

/** Reads the transcript: runs are forgotten with the process, what was said is not. */
export const readProgress = async (
  connection: Connection,
  turn: { readonly sessionKey: string; readonly key: string; readonly signal: AbortSignal },
): Promise<Progress> => {
  const params = { sessionKey: turn.sessionKey, limit: 200, maxChars: 200_000 };
  const answer = await connection.request('chat.history', params, { signal: turn.signal });
  if (!answer.ok) throw toRequestError(answer.error, 'action');
  const read = history.safeParse(answer.payload);
  if (!read.success) throw refusedAt('action', 'a history without its parts');
  const { messages, pendingInputs, sessionInfo } = read.data;
  if (sessionInfo?.hasActiveRun) {
    const ours = sessionInfo.activeRunIds.some((id) => id === turn.key || id.startsWith(`${turn.key}:`));
    return { kind: ours ? 'ours' : 'elsewhere' };
  }
  if (pendingInputs?.items.some(({ state }) => state === 'queued')) return { kind: 'elsewhere' };
  const said = messages.filter(({ role }) => role === 'assistant');
  const last = said.at(-1);
  const text = last && isEnd(last) ? textOf(last.content) : '';
  if (text !== '') {
    return {
      kind: 'answered',
      answer: { text, usage: said.map((one) => toUsage(one.usage)).reduce(addUsage, NO_USAGE) },
    };
  }
  const begun = messages.some(({ role }) => role === 'user');
  return { kind: begun && connection.uptimeMs() < RECOVERY_MS ? 'elsewhere' : 'ours' };
};
