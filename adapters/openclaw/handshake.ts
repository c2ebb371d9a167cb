import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { BRIDGE_PLUGIN, BRIDGE_TOOL } from '../../core/openclaw-config.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import type { Connection } from './connection.ts';
import { askHttp, httpOf } from './http.ts';
import { refusedAt, toRequestError } from './refusals.ts';

/** Steps `reachable` and `started`: the probes a cluster uses, without a token. */
export const probe = async ({ url }: Pick<GatewayTarget, 'url'>, signal: AbortSignal): Promise<void> => {
  const live = await askHttp(httpOf(url, '/healthz'), { signal });
  if (!live) throw new AppError('instance_starting');
  if (live.status !== 200 || live.body?.ok !== true) {
    throw refusedAt('reachable', `what answers there is not OpenClaw (HTTP ${live.status})`);
  }
  const startup = await askHttp(httpOf(url, '/startupz'), { signal });
  if (!startup) throw new AppError('instance_unavailable');
  if (startup.status === 200) return;
  if (startup.body?.status === 'starting') throw new AppError('instance_starting');
  if (startup.body?.status === 'draining') throw new AppError('instance_unavailable');
  throw refusedAt('started', `HTTP ${startup.status}`);
};

const health = z.object({
  plugins: z.object({
    loaded: z.array(z.string()),
    errors: z.array(z.unknown()).default([]),
  }),
});

/** Step `bridge`: the plugins as they are now; those in `hello-ok` are empty right after a start. */
const checkBridge = async (connection: Connection, signal: AbortSignal): Promise<void> => {
  if (!connection.hello.features.methods.includes('tools.invoke')) {
    throw refusedAt('bridge', 'this version can’t run a tool by a request');
  }
  const answer = await connection.request('health', {}, { signal });
  if (!answer.ok) throw toRequestError(answer.error, 'bridge');
  const read = health.safeParse(answer.payload);
  if (!read.success) throw refusedAt('bridge', 'its health does not name its plugins');
  if (!read.data.plugins.loaded.includes(BRIDGE_PLUGIN)) {
    throw refusedAt('bridge', `the plugin ${BRIDGE_PLUGIN} is not loaded`);
  }
};

const invoked = z.union([
  z.object({ ok: z.literal(true), output: z.object({ details: z.unknown() }) }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** Runs a tool and gives its structured answer. A tool that failed is `ok: true` on the outside. */
export const invokeTool = async (
  connection: Connection,
  { tool, args, signal }: { readonly tool: string; readonly args: object; readonly signal: AbortSignal },
): Promise<unknown> => {
  const answer = await connection.request('tools.invoke', { name: tool, args }, { signal });
  if (!answer.ok) throw toRequestError(answer.error, 'action');
  const read = invoked.safeParse(answer.payload);
  if (!read.success) throw refusedAt('action', 'an answer without its parts');
  if (read.data.ok) return read.data.output.details;
  const { code, message } = read.data.error;
  throw refusedAt(code === 'not_found' ? 'bridge' : 'action', `${code}: ${message}`);
};

const pinged = z.object({ ok: z.literal(true), version: z.string() });

/** Steps `bridge` and `action`, on a connection whose rights were checked when it was made. */
export const checkConnection = async (
  connection: Connection,
  requestId: string,
  signal: AbortSignal,
): Promise<void> => {
  await checkBridge(connection, signal);
  const args = { requestId, action: 'ping', params: {} };
  const answer = pinged.safeParse(await invokeTool(connection, { tool: BRIDGE_TOOL, args, signal }));
  if (!answer.success) throw refusedAt('action', 'the bridge does not answer as it should');
};
