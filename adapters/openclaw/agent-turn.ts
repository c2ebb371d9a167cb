import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { type AgentAnswer, agentUsage, readProgress, toUsage } from './agent-progress.ts';
import type { Connection } from './connection.ts';
import { withAbort } from './link.ts';
import { toRequestError } from './refusals.ts';
import type { GatewayError } from './wire.ts';

/** Less than the activity's own limit: a turn that takes longer runs on, and the next attempt joins it. */
const WAIT_MS = 150_000;
/** Seconds after which the gateway ends a turn by itself. Without it a broken model provider is asked for ever. */
const TURN_SECONDS = 480;
const JOIN_MS = 20_000;
const ABORT_MS = 5_000;
const LOOK_MS = 500;
const MOST_LOSSES = 6;
/** Keys of one turn: each further one is for a run that was killed or failed, which can't be begun again. */
const MOST_KEYS = 5;
const MODEL = 'OpenClaw';

export interface AgentTurn {
  readonly sessionKey: string;
  /** The same key is the same run, for as long as the gateway's process lives. */
  readonly key: string;
  readonly message: string;
  readonly signal: AbortSignal;
}

type Connect = (signal: AbortSignal) => Promise<Connection>;

const ran = z.object({
  status: z.string(),
  result: z
    .object({
      payloads: z.array(z.object({ text: z.string().nullish() })).default([]),
      meta: z.object({ agentMeta: z.object({ usage: agentUsage.optional() }).optional() }).optional(),
    })
    .optional(),
});

const keyOf = (key: string, attempt: number): string => (attempt === 1 ? key : `${key}:${attempt}`);

const statusOf = (payload: unknown): string => ran.safeParse(payload).data?.status ?? '';

/** Something else in the session was quicker, such as the gateway's own recovery: look again. */
const OVERTAKEN = 'SESSION_WORK_START_CHANGED';

const failedAs = (error: GatewayError): AppError =>
  error.message.includes(OVERTAKEN)
    ? new AppError('instance_unavailable', {}, { cause: error })
    : error.code === 'UNAVAILABLE' && error.retryable !== true
      ? new AppError('model_unavailable', { model: MODEL }, { cause: error })
      : toRequestError(error, 'action');

/**
 * Begins the run of this key, or joins it. null: the gateway knows it as one that failed or was killed, and says so at
 * once; another key is needed. The first answer only says that it was accepted.
 */
const runOnce = async (connection: Connection, turn: AgentTurn, key: string): Promise<AgentAnswer | null> => {
  const { message, sessionKey, signal } = turn;
  let begun = false;
  const isEarly = (payload: unknown): boolean => {
    if (statusOf(payload) !== 'accepted') return false;
    begun = true;
    return true;
  };
  const params = { message, sessionKey, idempotencyKey: key, timeout: TURN_SECONDS };
  const answer = await connection.request('agent', params, { signal, isEarly, deadlineMs: WAIT_MS });
  if (!answer.ok) {
    const error = failedAs(answer.error);
    if (!begun && error.code === 'model_unavailable') return null;
    throw error;
  }
  const { status, result } = ran.parse(answer.payload);
  if (status === 'in_flight') return await join(connection, turn, key);
  if (status === 'ok') {
    const text = (result?.payloads ?? []).flatMap((one) => one.text ?? []).join('\n\n');
    return { text, usage: toUsage(result?.meta?.agentMeta?.usage) };
  }
  if (!begun) return null;
  throw new AppError('model_unavailable', { model: MODEL }, { cause: `the turn ended with ${status}` });
};

/** Another connection began it: waits, then asks again, because only the answer of `agent` says what it cost. */
const join = async (connection: Connection, turn: AgentTurn, key: string): Promise<AgentAnswer | null> => {
  const params = { runId: key, timeoutMs: JOIN_MS };
  const answer = await connection.request('agent.wait', params, { signal: turn.signal });
  if (!answer.ok) throw toRequestError(answer.error, 'action');
  return await runOnce(connection, turn, key);
};

/** Everything in the turn's own session, also what the gateway resumed by itself. */
const abortRun = async (connect: Connect, { sessionKey }: AgentTurn): Promise<void> => {
  const signal = AbortSignal.timeout(ABORT_MS);
  try {
    const connection = await connect(signal);
    await connection.request('chat.abort', { sessionKey }, { signal });
  } catch {
    // It ends by itself after its own time; the stop must not fail because of it.
  }
};

const isPassing = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'instance_unavailable' || error.code === 'instance_starting');

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  withAbort(new Promise((resolve) => setTimeout(resolve, ms)), signal);

/** One turn, over lost connections and restarts of the gateway. An abort ends the run there too. */
export const runAgentTurn = async (connect: Connect, asked: AgentTurn): Promise<AgentAnswer> => {
  const limit = AbortSignal.timeout(WAIT_MS);
  const turn = { ...asked, signal: AbortSignal.any([asked.signal, limit]) };
  let attempt = 1;
  for (let losses = 0; ; ) {
    try {
      const connection = await connect(turn.signal);
      const progress = await readProgress(connection, turn);
      if (progress.kind === 'answered') return progress.answer;
      if (progress.kind === 'elsewhere') {
        await pause(LOOK_MS, turn.signal);
        continue;
      }
      const answer = await runOnce(connection, turn, keyOf(turn.key, attempt));
      if (answer) return answer;
      if (attempt === MOST_KEYS) throw new AppError('model_unavailable', { model: MODEL });
      attempt += 1;
    } catch (error) {
      if (asked.signal.aborted) {
        await abortRun(connect, turn);
        throw asked.signal.reason;
      }
      // Not an end: it runs on there, and the same turn asked for again joins it.
      if (limit.aborted) throw new AppError('model_unavailable', { model: MODEL }, { cause: error });
      losses += 1;
      if (!isPassing(error) || losses > MOST_LOSSES) throw error;
      await pause(500 * losses, turn.signal).catch(() => undefined);
    }
  }
};
