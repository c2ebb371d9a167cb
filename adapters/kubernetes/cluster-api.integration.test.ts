import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../local/testing/until.ts';
import { createKubernetesDriver } from './kubernetes-driver.ts';

const ref = { tenantId: 't', instanceId: 'i', release: 'openclaw-i', namespace: 'countersign-t' };

let server: Server;
let folder: string;
let answer: (response: ServerResponse) => void;
let asked: number;
beforeEach(async () => {
  asked = 0;
  answer = () => undefined;
  server = createServer((_request, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'countersign-api-'));
  const { port } = server.address() as AddressInfo;
  const config = {
    clusters: [
      { name: 'x', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'x', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    'current-context': 'x',
  };
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(config));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const status = (signal: AbortSignal) =>
  createKubernetesDriver({
    binary: async () => 'helm',
    chart: folder,
    kubeconfig: join(folder, 'kubeconfig'),
    env: {},
  }).status(ref, { signal });

const says = (code: number, body: string) => (response: ServerResponse) => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(body);
};

describe('an API server', () => {
  it('that says nothing is given up at once when the work is', async () => {
    const given = new AbortController();
    const asking = expect(status(given.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await until('it was asked', () => asked > 0);
    given.abort();
    await asking;
  });

  it('that says nothing in the time there is, is away', async () => {
    await expect(status(AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });

  it('that hangs up is away', async () => {
    answer = (response) => response.destroy();
    await expect(status(AbortSignal.timeout(10_000))).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });

  it.each([
    [500, '{"message":"etcdserver: leader changed"}', 'cluster_unavailable', 'etcdserver: leader changed'],
    [429, 'slow down', 'cluster_unavailable', 'HTTP 429'],
    [
      409,
      '{"message":"the object has been modified"}',
      'cluster_unavailable',
      'the object has been modified',
    ],
    [403, '{"message":"deployments is forbidden"}', 'deploy_failed', 'deployments is forbidden'],
    [403, '{"message":"it is being terminated"}', 'cluster_unavailable', 'it is being terminated'],
    [403, '{"message":"exceeded quota: x"}', 'quota_exceeded', 'exceeded quota: x'],
  ])('that says %i %s', async (code, body, expected, detail) => {
    answer = says(code, body);
    await expect(status(AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: expected,
      params: { detail },
    });
  });

  it('that knows nothing of it', async () => {
    answer = says(404, '{"message":"not found"}');
    expect(await status(AbortSignal.timeout(10_000))).toMatchObject({ exists: false });
  });
});
