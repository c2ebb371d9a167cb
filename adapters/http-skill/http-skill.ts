import { AppError } from '../../core/errors.ts';
import type { Hasher } from '../../core/ports/runtime.ts';
import type { InvokeContext, SkillBackend } from '../../core/ports/skill-backend.ts';
import { type Arguments, callName, type Json, type SkillAction, type SkillResult } from '../../core/skill.ts';
import type { HttpAction, HttpRequestAction, HttpSkillConfig } from './config.ts';
import { type Answer, NoAnswer, type Outgoing, send } from './send.ts';
import { fillBody, fillHeader, fillUrl } from './template.ts';

interface Deps {
  readonly skill: string;
  readonly config: HttpSkillConfig;
  readonly hasher: Hasher;
}

const CHECK_INPUT = {
  type: 'object',
  properties: {
    url: { type: 'string', format: 'uri', pattern: '^https?://', description: 'http or https address' },
  },
  required: ['url'],
  additionalProperties: false,
};

/** The declared requests of one skill. */
export const createHttpSkill = ({ skill, config, hasher }: Deps): SkillBackend => {
  const actions = new Map(Object.entries(config.actions));
  return {
    kind: 'http',
    list: async () => [...actions].map(([name, action]) => toSkillAction(skill, name, action, hasher)),
    invoke: async (call, _credentials, context) => {
      const action = actions.get(call.action);
      if (!action) throw new AppError('unknown_action', { name: callName(call) });
      return action.kind === 'check'
        ? check(action, call.arguments, context)
        : request(action, callName(call), call.arguments, context);
    },
  };
};

const isRead = (action: HttpAction): boolean =>
  action.kind === 'check' || action.method === 'GET' || action.method === 'HEAD';

const toSkillAction = (skill: string, name: string, action: HttpAction, hasher: Hasher): SkillAction => {
  const read = isRead(action);
  const deletes = action.kind === 'request' && action.method === 'DELETE';
  return {
    skill,
    action: name,
    description: action.description,
    backend: 'http',
    inputSchema: action.kind === 'check' ? CHECK_INPUT : action.input,
    labels: read
      ? ['reads_untrusted']
      : ['writes', 'sends_outside', ...(deletes ? (['destructive'] as const) : [])],
    idempotent: read || deletes || (action.kind === 'request' && action.method === 'PUT'),
    undoable: read,
    digest: hasher.digest({ name, action }),
    targetArgument: action.kind === 'check' ? 'url' : null,
    approval: 'default',
    enabled: true,
  };
};

const limitsOf = (action: HttpAction): Pick<Outgoing, 'timeoutMs' | 'maxBytes' | 'hosts'> => ({
  timeoutMs: action.timeout * 1000,
  maxBytes: action.maxBytes,
  hosts: action.hosts,
});

/** The text is the whole result as JSON, so that what comes next can read it from the trace. */
const measured = (structured: { readonly [key: string]: Json }): SkillResult => ({
  ok: true,
  text: JSON.stringify(structured),
  structured,
});

/** A site that does not answer is a finding, not a failure. */
const check = async (
  action: HttpAction,
  args: Arguments,
  { signal }: InvokeContext,
): Promise<SkillResult> => {
  const started = performance.now();
  try {
    const answer = await send({
      method: 'GET',
      url: new URL(String(args.url)),
      headers: { accept: '*/*' },
      signal,
      ...limitsOf(action),
    });
    return measured({
      status: answer.status,
      ok: answer.status >= 200 && answer.status < 300,
      latency_ms: answer.latencyMs,
      bytes: answer.bytes,
      error: answer.notFollowed === null ? '' : `redirects to ${answer.notFollowed}`,
    });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const latency_ms = Math.round(performance.now() - started);
    return measured({ status: 0, ok: false, latency_ms, bytes: 0, error: error.reason });
  }
};

const request = async (
  action: HttpRequestAction,
  name: string,
  args: Arguments,
  context: InvokeContext,
): Promise<SkillResult> => {
  const outgoing = toOutgoing(action, args, context);
  if (typeof outgoing === 'string') return refused(name, outgoing);
  try {
    return toResult(action, name, await send(outgoing));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new AppError(
      error.begun ? 'skill_timeout' : 'skill_unavailable',
      { skill: name.split('.')[0] ?? name },
      { cause: error },
    );
  }
};

const toOutgoing = (
  action: HttpRequestAction,
  args: Arguments,
  context: InvokeContext,
): Outgoing | string => {
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5' };
  for (const [key, value] of Object.entries(action.headers))
    headers[key.toLowerCase()] = fillHeader(value, args);
  if (!isRead(action)) headers['idempotency-key'] = context.idempotencyKey;
  const body = action.body === undefined ? undefined : JSON.stringify(fillBody(action.body, args));
  if (body !== undefined) headers['content-type'] ??= 'application/json';
  try {
    return {
      method: action.method,
      url: fillUrl(action.url, args),
      headers,
      signal: context.signal,
      ...(body === undefined ? {} : { body }),
      ...limitsOf(action),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const refused = (name: string, reason: string): SkillResult => ({
  ok: false,
  text: reason,
  failure: { code: 'skill_failed', params: { action: name, reason } },
});

const parseBody = ({ contentType, body, cut }: Answer): Json => {
  if (cut || !/\bjson\b/i.test(contentType)) return body;
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
};

const toResult = (action: HttpRequestAction, name: string, answer: Answer): SkillResult => {
  const { status } = answer;
  const ok = action.expectStatus ? action.expectStatus.includes(status) : status >= 200 && status < 300;
  const result = measured({
    status,
    ok,
    latency_ms: answer.latencyMs,
    bytes: answer.bytes,
    ...(answer.cut ? { cut: true } : {}),
    body: parseBody(answer),
  });
  if (ok) return result;
  const reason = answer.notFollowed === null ? `HTTP ${status}` : `HTTP ${status} → ${answer.notFollowed}`;
  return { ...result, ok: false, failure: { code: 'skill_failed', params: { action: name, reason } } };
};
