import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import { until } from '../../local/testing/until.ts';
import { type Connection, openConnection } from './connection.ts';
import { createGateways, type OpenClawGateways } from './create-gateways.ts';
import { createDeviceIdentity } from './device-identity.ts';
import { answerTo, type GatewayStub, type StubBehaviour, startGatewayStub } from './testing/gateway-stub.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const soon = () => AbortSignal.timeout(20_000);

let stub: GatewayStub;
let gateways: OpenClawGateways | null = null;

afterEach(async () => {
  await gateways?.close();
  await stub?.close();
  gateways = null;
});

const open = async (behaviour: StubBehaviour, limits: { connectMs?: number; requestMs?: number } = {}) => {
  stub = await startGatewayStub(behaviour);
  return await openConnection({ url: stub.url, token: 't', device: null, signal: soon(), ...limits });
};

const opened = async (behaviour: StubBehaviour, requestMs = 20_000): Promise<Connection> => {
  const opening = await open(behaviour, { requestMs });
  if (!opening.ok) throw new Error(opening.refusal.message);
  return opening.connection;
};

const targetOf = (): GatewayTarget => ({
  tenantId: 't',
  instanceId: 'i',
  url: stub.url,
  token: 'a-token',
  device: createDeviceIdentity(),
  version: '2026.9.6',
});

const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
};

test('another protocol is a refusal and not a lost connection', async () => {
  const opening = await open({ welcome: 'wrong_protocol' });
  expect(opening).toMatchObject({ ok: false, refusal: { details: { code: 'PROTOCOL_MISMATCH' } } });
});

test('a gateway that says nothing to us is given up', async () => {
  const opening = await open({ welcome: 'nothing' }, { connectMs: 100 });
  expect(opening).toMatchObject({ ok: false, refusal: { code: 'SILENT' } });
});

test('half a frame ends the attempt', async () => {
  expect(await open({ welcome: 'half_frame' })).toMatchObject({ ok: false, refusal: { code: 'BROKEN' } });
});

test('half a frame later ends the connection, and who waits is told that it may be repeated', async () => {
  const connection = await opened({ on: (_request, socket) => socket.send('{"type":"res"') });
  expect(await codeOf(connection.request('health', {}, { signal: soon() }))).toBe('instance_unavailable');
  expect(connection.usable).toBe(false);
});

test('silence after hello: two missed ticks and the connection is dead', async () => {
  const connection = await opened({ tickMs: 40, ticks: false });
  const asked = codeOf(connection.request('health', {}, { signal: soon() }));
  expect(await connection.closed).toBe(1006);
  expect(await asked).toBe('instance_unavailable');
});

test('ticks alone keep a connection', async () => {
  const on: StubBehaviour['on'] = (request, socket) => socket.send(answerTo(request, {}));
  const connection = await opened({ tickMs: 100, ticks: true, on });
  await until('ten ticks', () => stub.ticks >= 10);
  expect(await connection.request('health', {}, { signal: soon() })).toMatchObject({ ok: true });
});

test('an answer that does not come in time is given up, and the connection stays', async () => {
  const connection = await opened({}, 50);
  expect(await codeOf(connection.request('health', {}, { signal: soon() }))).toBe('instance_unavailable');
  expect(connection.usable).toBe(true);
});

test('answers find their questions in any order', async () => {
  const held: (() => void)[] = [];
  const connection = await opened({
    on: (request, socket) => {
      held.push(() => socket.send(answerTo(request, request.params)));
      if (held.length === 20) for (const say of held.toReversed()) say();
    },
  });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) => connection.request('echo', { number }, { signal: soon() })),
  );
  expect(answers.map((answer) => answer.ok && answer.payload)).toEqual(
    Array.from({ length: 20 }, (_, number) => ({ number })),
  );
});

test('no more than a hundred questions are open at a time', async () => {
  let openNow = 0;
  let most = 0;
  const connection = await opened({
    on: (request, socket) => {
      openNow += 1;
      most = Math.max(most, openNow);
      setTimeout(() => {
        openNow -= 1;
        socket.send(answerTo(request, {}));
      }, 5);
    },
  });
  const all = Array.from({ length: 250 }, () => connection.request('health', {}, { signal: soon() }));
  expect(await Promise.all(all)).toHaveLength(250);
  expect(most).toBeLessThanOrEqual(100);
});

test('what is larger than the gateway takes is not sent', async () => {
  const connection = await opened({ maxPayload: 1000 });
  const request = connection.request('tools.invoke', { text: 'x'.repeat(2000) }, { signal: soon() });
  expect(await codeOf(request)).toBe('invalid_request');
  expect(connection.usable).toBe(true);
});

test('a gateway that says it ends is asked nothing more', async () => {
  stub = await startGatewayStub({});
  gateways = createGateways({ log });
  const target = targetOf();
  const connection = await gateways.connect(target, soon());
  stub.say({ type: 'event', event: 'shutdown', payload: { reason: 'restart' } });
  await until('it is noticed', () => !connection.usable);
  expect(await codeOf(gateways.connect(target, soon()))).toBe('instance_unavailable');
  expect(await codeOf(connection.request('health', {}, { signal: soon() }))).toBe('instance_unavailable');
});

test('many callers share one connection, and one after a loss', async () => {
  stub = await startGatewayStub({});
  gateways = createGateways({ log, firstPauseMs: 10 });
  const target = targetOf();
  const connectAll = () =>
    Promise.all(Array.from({ length: 30 }, () => gateways?.connect(target, soon()) as Promise<Connection>));
  const first = await connectAll();
  expect(new Set(first).size).toBe(1);
  stub.closeAll(1012);
  await first[0]?.closed;
  const second = await connectAll();
  expect(new Set(second).size).toBe(1);
  expect(stub.connects).toBe(2);
});

test('a locked-out client waits as long as it is told to', async () => {
  stub = await startGatewayStub({ welcome: 'locked_out' });
  gateways = createGateways({ log, firstPauseMs: 1 });
  const target = targetOf();
  expect(await codeOf(gateways.connect(target, soon()))).toBe('instance_unavailable');
  expect(await codeOf(gateways.connect(target, soon()))).toBe('instance_unavailable');
  expect(await codeOf(gateways.handshake(target, { signal: soon() }))).toBe('instance_unavailable');
  expect(stub.connects).toBe(1);
});

test('a gateway without the rights we need is refused for a while, then asked again', async () => {
  stub = await startGatewayStub({ scopes: [] });
  gateways = createGateways({ log, firstPauseMs: 1, refusedMs: 100 });
  const target = targetOf();
  for (let call = 0; call < 5; call += 1) {
    expect(await codeOf(gateways.connect(target, soon()))).toBe('handshake_refused');
  }
  expect(stub.connects).toBe(1);
  stub.behave({});
  await until(
    'it is asked again',
    async () => (await codeOf(gateways?.connect(target, soon()) as never)) === 'done',
  );
});

test('another token makes another connection, and what runs on the old one ends there', async () => {
  const held: (() => void)[] = [];
  stub = await startGatewayStub({
    on: (request, socket) => held.push(() => socket.send(answerTo(request, 1))),
  });
  gateways = createGateways({ log });
  const target = targetOf();
  const old = await gateways.connect(target, soon());
  const running = old.request('agent', {}, { signal: soon() });
  await until('it was asked', () => held.length === 1);
  const fresh = await gateways.connect({ ...target, token: 'another-token' }, soon());
  expect(fresh).not.toBe(old);
  held[0]?.();
  expect(await running).toEqual({ ok: true, payload: 1 });
  expect(await old.closed).toBe(1000);
  expect(fresh.usable).toBe(true);
});
