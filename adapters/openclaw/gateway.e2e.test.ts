import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { Turn } from '../../core/ports/agent-backend.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import { until } from '../../local/testing/until.ts';
import { runAgentTurn } from './agent-turn.ts';
import { openConnection } from './connection.ts';
import { createGateways, type OpenClawGateways } from './create-gateways.ts';
import { checkHello } from './open-paired.ts';
import { createOpenClawBackend, turnKey } from './openclaw-backend.ts';
import { answerTo, helloOf } from './testing/gateway-stub.ts';
import { openRawSession, type RawFrame } from './testing/raw-session.ts';
import { createRealGateway, type RealGateway } from './testing/real-gateway.ts';
import { shapeOf } from './testing/shape.ts';
import { type StreamingModelServer, startStreamingModelServer } from './testing/streaming-model-server.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const soon = () => AbortSignal.timeout(180_000);

let model: StreamingModelServer;
let gateway: RealGateway;
let gateways: OpenClawGateways;
let target: GatewayTarget;

beforeAll(async () => {
  model = await startStreamingModelServer();
  gateway = await createRealGateway({ modelUrl: model.baseUrl });
  target = gateway.target;
  gateways = createGateways({ log });
  await gateway.start();
});

afterAll(async () => {
  await gateways?.close();
  await gateway?.close();
  await model?.close();
});

const ping = (requestId: string) =>
  gateways.invoke(target, { tool: 'chatops_action', args: { requestId, action: 'ping' }, signal: soon() });

const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? { code: error.code, ...error.params } : error;
};

const turnOf = (objective: string): Turn => ({
  task: {
    id: randomUUID(),
    tenantId: target.tenantId,
    objective,
    context: [],
  } as unknown as Turn['task'],
  agent: { id: randomUUID(), name: 'claw', backend: 'openclaw' },
  memories: [],
  exchanges: [],
  actions: [],
  locale: 'en',
});

const backendOf = () =>
  createOpenClawBackend({
    gateways,
    targetOf: async () => target,
    format: () => 'no words',
  });

const agentTurn = (key: string, signal = soon()) => ({
  key,
  sessionKey: `agent:main:countersign:${key}`,
  message: 'Say hello',
  signal,
});

const connect = (signal: AbortSignal) => gateways.connect(target, signal);

const FIXTURES = join(import.meta.dirname, 'testing', 'recorded');
/** Set it to write down anew what the gateway says. */
const RECORD = process.env.RECORD_GATEWAY === '1';

/** Nothing of one run: ids, times and secrets become words of the same kind. */
const redact = (frame: unknown): unknown =>
  JSON.parse(
    JSON.stringify(frame, (key, value) => {
      if (/token$/i.test(key) && typeof value === 'string') return 'redacted';
      if (
        /path|dir|file$|host|ip$|recoveryScope|appliedConfigHash|nonce|Id$/i.test(key) &&
        typeof value === 'string'
      )
        return 'redacted';
      return value;
    }),
  );

describe('the handshake', () => {
  test('goes through all steps and has our device approved on the way', async () => {
    const done = await gateways.handshake(target, { signal: soon() });
    expect(done).toMatchObject({
      version: '2026.9.6',
      scopes: expect.arrayContaining(['operator.read', 'operator.write', 'operator.approvals']),
    });
    expect(done.bootId).not.toBe('');
    expect(done.uptime).toBeGreaterThan(0);
    const again = await gateways.handshake(target, { signal: soon() });
    expect(again.bootId).toBe(done.bootId);
  });

  test('refuses a version that was not deployed', async () => {
    const other = { ...target, instanceId: randomUUID(), version: '2026.9.5' };
    expect(await failure(gateways.handshake(other, { signal: soon() }))).toEqual({
      code: 'handshake_refused',
      step: 'connected',
      detail: 'version 2026.9.6 answers, 2026.9.5 was deployed',
    });
  });

  test('with a wrong token is tried once, then refused without asking', async () => {
    const attempts = async () => (await gateway.output()).split('reason=token_mismatch').length;
    const wrong = { ...target, instanceId: randomUUID(), token: randomBytes(16).toString('hex') };
    const before = await attempts();
    const first = await failure(gateways.handshake(wrong, { signal: soon() }));
    expect(first).toMatchObject({ code: 'handshake_refused', step: 'connected' });
    expect(JSON.stringify(first)).toContain('AUTH_TOKEN_MISMATCH');
    expect(JSON.stringify(first)).not.toContain(wrong.token);
    const seen = await until('the gateway logged it', async () => {
      const now = await attempts();
      return now > before ? now : null;
    });
    for (let call = 0; call < 20; call += 1) {
      expect(await failure(gateways.handshake(wrong, { signal: soon() }))).toEqual(first);
    }
    expect(await attempts()).toBe(seen);
  });

  test('a client that is treated as a remote one has no rights with the token alone', async () => {
    const { url, token, version } = target;
    const headers = { origin: url.replace('ws:', 'http:') };
    const opening = await openConnection({ url, token, device: null, headers, signal: soon() });
    if (!opening.ok) throw new Error(opening.refusal.message);
    const { hello } = opening.connection;
    opening.connection.close();
    expect(hello.auth.scopes).toEqual([]);
    expect(() => checkHello(hello, version)).toThrow('rights');
  });

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'from another network the token alone gives no rights, and the device does',
    async () => {
      const script = join(import.meta.dirname, 'testing', 'remote-client-process.ts');
      const { stdout } = await promisify(execFile)('unshare', [
        '-n',
        'sh',
        '-c',
        'ip link set lo up && ip addr add 10.99.0.1/24 dev lo && exec "$0" "$1"',
        process.execPath,
        script,
      ]);
      const { alone, scopes } = JSON.parse(stdout) as Record<string, unknown>;
      expect(alone).toEqual({
        connected: true,
        scopes: [],
        refusal: expect.stringContaining('"step":"rights"'),
      });
      expect(scopes).toEqual(['operator.read', 'operator.write', 'operator.approvals']);
    },
  );
});

describe('one action', () => {
  test('is answered by the bridge, and a repeated request gets the same answer', async () => {
    const requestId = randomUUID();
    expect(await ping(requestId)).toEqual({ ok: true, version: '1.0.0' });
    expect(await ping(requestId)).toEqual({ ok: true, version: '1.0.0' });
  });

  test('that the bridge does not know is said in a sentence', async () => {
    const args = { requestId: randomUUID(), action: 'format_disk' };
    const answer = await gateways.invoke(target, { tool: 'chatops_action', args, signal: soon() });
    expect(answer).toEqual({ ok: false, error: 'There is no action named format_disk.' });
  });

  test('a hundred and fifty at a time are all answered', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => ping(randomUUID())));
    expect(answers).toHaveLength(150);
  });

  test('a shell is not there to be asked for', async () => {
    const call = { tool: 'exec', args: { command: 'id' }, signal: soon() };
    expect(await failure(gateways.invoke(target, call))).toMatchObject({ code: 'handshake_refused' });
  });
});

describe('a turn of the agent', () => {
  test('ends with the words of the model and what they cost', async () => {
    model.script({ text: 'Two pods are down.' });
    expect(await backendOf().next(turnOf('Which pods are down?'), { signal: soon() })).toEqual({
      type: 'final',
      output: 'Two pods are down.',
      usage: { inputTokens: 123, outputTokens: 7, cost: 0.000137 },
    });
    expect(model.requests.at(-1)).toContain('Which pods are down?');
  });

  test('asked for again is the same run: the model is asked once', async () => {
    const turn = turnOf('Count the nodes');
    const before = model.requests.length;
    const first = await backendOf().next(turn, { signal: soon() });
    expect(await backendOf().next(turn, { signal: soon() })).toEqual(first);
    expect(model.requests.length).toBe(before + 1);
  });

  test('asked for twice at a time is one run with one answer', async () => {
    model.script({ text: 'Once.' });
    const key = randomUUID();
    const before = model.requests.length;
    const both = await Promise.all([
      runAgentTurn(connect, agentTurn(key)),
      runAgentTurn(connect, agentTurn(key)),
    ]);
    expect(both.map(({ text }) => text)).toEqual(['Once.', 'Once.']);
    expect(model.requests.length).toBe(before + 1);
  });

  test('that the model refuses fails, and the next attempt is a new run', async () => {
    model.script({ error: 400 });
    const turn = agentTurn(randomUUID());
    expect(await failure(runAgentTurn(connect, turn))).toMatchObject({ code: 'model_unavailable' });
    model.script({ text: 'Better now.' });
    expect((await runAgentTurn(connect, turn)).text).toBe('Better now.');
  });

  test('that is stopped ends in the gateway too', async () => {
    model.script({ hold: true });
    const stop = new AbortController();
    const { requests, abandoned } = model;
    const before = requests.length;
    const turn = turnOf('Wait for ever');
    const running = backendOf().next(turn, { signal: stop.signal });
    await until('the model was asked', () => model.requests.length > before);
    stop.abort(new Error('stopped by a person'));
    await expect(running).rejects.toThrow('stopped by a person');
    await until('the gateway let go of the model', () => model.abandoned > abandoned);
    expect(turnKey(turn)).toBe(`${turn.task.id}.1`);
  });

  test('goes on when the connection is lost', async () => {
    model.script({ text: 'Still here.' });
    const before = model.requests.length;
    const turn = turnOf('Survive');
    const running = backendOf().next(turn, { signal: soon() });
    await until('the model was asked', () => model.requests.length > before);
    await gateways.forget(target.instanceId);
    expect(await running).toMatchObject({ type: 'final', output: 'Still here.' });
    expect(model.requests.length).toBe(before + 1);
  });
});

describe('frames', () => {
  test('are still what was written down, and the stub says nothing else', async () => {
    await gateways.handshake(target, { signal: soon() });
    const session = openRawSession(target);
    const answers = (id: string) => session.frames.filter((frame) => frame.id === id);
    await until('hello', () => answers('connect').length > 0);
    const key = randomUUID();
    const sessionKey = `agent:main:countersign:${key}`;
    session.send('invoke', 'tools.invoke', {
      name: 'chatops_action',
      args: { requestId: key, action: 'ping' },
    });
    session.send('agent', 'agent', { message: 'Say hello', sessionKey, idempotencyKey: key, timeout: 60 });
    await until('both answers of the agent', () => answers('agent').length === 2);
    await until('the answer of the tool', () => answers('invoke').length === 1);
    session.close();
    const seen: Record<string, RawFrame | undefined> = {
      challenge: session.frames.find(({ event }) => event === 'connect.challenge'),
      'hello-ok': answers('connect')[0],
      invoke: answers('invoke')[0],
      'agent-accepted': answers('agent')[0],
      'agent-final': answers('agent')[1],
    };
    for (const [name, frame] of Object.entries(seen)) {
      const file = join(FIXTURES, `${name}.json`);
      if (RECORD) await writeFile(file, `${JSON.stringify(redact(frame), null, 2)}\n`);
      const recorded = shapeOf(JSON.parse(await readFile(file, 'utf8')));
      const used = USED[name] ?? [];
      expect(shapeOf(frame)).toEqual(expect.arrayContaining([...used]));
      expect(recorded).toEqual(expect.arrayContaining([...used]));
    }
    const stub = shapeOf(JSON.parse(answerTo({ id: 'connect' }, helloOf({}))));
    expect(shapeOf(seen['hello-ok'])).toEqual(expect.arrayContaining([...stub]));
  });
});

/** What this client reads of each frame. */
const USED: Readonly<Record<string, readonly string[]>> = {
  challenge: ['payload.nonce: string', 'payload.ts: number'],
  'hello-ok': [
    'payload.server.bootId: string',
    'payload.auth.scopes[]: string',
    'payload.snapshot.uptimeMs: number',
  ],
  invoke: ['payload.ok: boolean', 'payload.output.details.ok: boolean'],
  'agent-accepted': ['payload.status: string', 'payload.runId: string'],
  'agent-final': [
    'payload.status: string',
    'payload.result.payloads[].text: string',
    'payload.result.meta.agentMeta.usage.input: number',
    'payload.result.meta.agentMeta.usage.cost.total: number',
  ],
};

describe('the gateway’s own end', { timeout: 240_000 }, () => {
  test('a killed gateway is noticed, and after its start the device is still known and the answer too', async () => {
    const before = await gateways.handshake(target, { signal: soon() });
    const turn = agentTurn(randomUUID());
    const first = await runAgentTurn(connect, turn);
    const connection = await gateways.connect(target, soon());
    await gateway.end('SIGKILL');
    expect(await connection.closed).toBe(1006);
    expect(await failure(gateways.handshake(target, { signal: soon() }))).toEqual({
      code: 'instance_starting',
    });
    await gateway.start();
    const after = await gateways.handshake(target, { signal: soon() });
    expect(after.bootId).not.toBe(before.bootId);
    const asked = model.requests.length;
    expect(await runAgentTurn(connect, turn)).toEqual(first);
    expect(model.requests.length).toBe(asked);
  });

  test('a turn that was killed with the gateway is answered after its start, by one more run', async () => {
    model.script({ hold: true });
    const before = model.requests.length;
    const turn = agentTurn(randomUUID());
    const running = runAgentTurn(connect, turn);
    running.catch(silent);
    await until('the model was asked', () => model.requests.length > before);
    await gateway.end('SIGKILL');
    model.script({ text: 'Second try.' });
    await gateway.start();
    expect((await running).text).toBe('Second try.');
    expect(model.requests.length).toBe(before + 2);
  });

  test('told to end, it takes nothing new, closes with 1012, and is there again after its start', async () => {
    await gateways.handshake(target, { signal: soon() });
    const connection = await gateways.connect(target, soon());
    const ended = gateway.end('SIGTERM');
    expect(await connection.closed).toBe(1012);
    expect(await failure(ping(randomUUID()))).toMatchObject({ code: 'instance_unavailable' });
    expect(await ended).toBe(0);
    await gateway.start();
    expect(await ping(randomUUID())).toEqual({ ok: true, version: '1.0.0' });
  });
});
