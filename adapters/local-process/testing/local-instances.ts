import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecretBox } from '../../../adapters/secret-box/secret-box.ts';
import type { InstanceRef } from '../../../core/instance.ts';
import type { InstanceValues } from '../../../core/instance-values.ts';
import { openclawConfig } from '../../../core/openclaw-config.ts';
import type { InstanceSecrets, InstanceState } from '../../../core/ports/cluster-driver.ts';
import { until } from '../../../local/testing/until.ts';
import {
  type InstanceFolder,
  instanceFolder,
  instancesFolder,
  knownReleases,
  readStatus,
} from '../instance-folder.ts';
import type { LocalProcessDriverOptions } from '../local-platform.ts';
import { createLocalProcessDriver, type LocalProcessDriver } from '../local-process-driver.ts';
import { markOf, processesOf, send } from '../process-table.ts';
import type { FakeBehaviour } from './fake-openclaw.ts';

export const FAKE_PROGRAM = {
  node: process.execPath,
  script: fileURLToPath(new URL('./fake-openclaw.ts', import.meta.url)),
};
export const BRIDGE = fileURLToPath(new URL('../../../helm/openclaw/bridge', import.meta.url));
export const VERSION = '2026.9.6';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
export const never = (): AbortSignal => new AbortController().signal;

export const refOf = (release: string): InstanceRef => ({
  tenantId: randomUUID(),
  instanceId: randomUUID(),
  release,
  namespace: 'default',
});

export const valuesOf = (
  ref: InstanceRef,
  { fake = {}, ...over }: Partial<InstanceValues> & { readonly fake?: FakeBehaviour | null } = {},
): InstanceValues => ({
  tenantId: ref.tenantId,
  instanceId: ref.instanceId,
  instanceName: 'main',
  image: { repository: 'ghcr.io/openclaw/openclaw', version: VERSION, digest: null },
  replicas: 1,
  config: {
    ...openclawConfig({ port: 18_789, bind: 'lan', bridgePath: '/bridge', logFile: '/tmp/openclaw.log' }),
    ...(fake ? { fake } : {}),
  },
  resources: {
    cpu_request: '250m',
    cpu_limit: '1',
    memory_request: '1Gi',
    memory_limit: '2Gi',
    storage: '1Gi',
  },
  storageClass: null,
  egress: [],
  clientNamespace: 'countersign',
  secretRevision: 1,
  ...over,
});

export const newSecrets = (): InstanceSecrets => ({
  gatewayToken: randomBytes(32).toString('base64url'),
  environment: { COUNTERSIGN_MODEL_KEY: `key-${randomBytes(12).toString('hex')}` },
});

export interface LocalInstances {
  readonly dataDir: string;
  readonly driver: LocalProcessDriver;
  /** As another worker on the same data folder has it, with the same key. */
  another(over?: Partial<LocalProcessDriverOptions>): LocalProcessDriver;
  state(ref: InstanceRef): Promise<InstanceState>;
  ready(ref: InstanceRef, longestMs?: number): Promise<InstanceState>;
  /** What the gateway's stand-in says of itself. */
  facts(
    ref: InstanceRef,
  ): Promise<{ pid: number; env: Record<string, string>; cwd: string; config: unknown }>;
  /** Applies and waits until it is ready. */
  deployed(
    ref: InstanceRef,
    over?: Parameters<typeof valuesOf>[1],
  ): Promise<{
    readonly values: InstanceValues;
    readonly secrets: InstanceSecrets;
    readonly state: InstanceState;
  }>;
  folder(ref: InstanceRef): InstanceFolder;
  /** How often the stand-in was started. */
  starts(ref: InstanceRef): Promise<number>;
  pids(ref: InstanceRef): Promise<{ readonly keeper: number; readonly gateway: number }>;
  close(): Promise<void>;
}

/** A data folder with a driver on it; `close` ends and removes everything that was made in it. */
export const createLocalInstances = async (
  over: Partial<LocalProcessDriverOptions> = {},
): Promise<LocalInstances> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'local-instances-'));
  const base: LocalProcessDriverOptions = {
    dataDir,
    cacheDir: join(dataDir, 'cache'),
    bridgePath: BRIDGE,
    box: createSecretBox({ key: randomBytes(32), keyId: 'test' }),
    log: quiet,
    say: () => undefined,
    // Tests run beside each other: whoever searches begins elsewhere.
    portRange: { from: 26_000, to: 31_999 },
    // A test run that is killed leaves no process behind.
    ownerPid: process.pid,
    install: async () => FAKE_PROGRAM,
    timing: { drainMs: 3_000, firstDelayMs: 50, longestDelayMs: 400, wellAfterMs: 2_000, lookEveryMs: 100 },
    ...over,
  };
  const driver = createLocalProcessDriver(base);
  const state = (ref: InstanceRef): Promise<InstanceState> => driver.status(ref, { signal: never() });
  const folder = (ref: InstanceRef): InstanceFolder => instanceFolder(dataDir, ref);
  const ready = (ref: InstanceRef, longestMs?: number): Promise<InstanceState> =>
    until(
      'the instance is ready',
      async () => {
        const seen = await state(ref);
        return seen.ready ? seen : null;
      },
      longestMs,
    );
  return {
    dataDir,
    driver,
    another: (more = {}) => createLocalProcessDriver({ ...base, ...more }),
    state,
    ready,
    deployed: async (ref, over = {}) => {
      const values = valuesOf(ref, over);
      const secrets = newSecrets();
      await driver.apply(ref, values, secrets, { signal: never() });
      return { values, secrets, state: await ready(ref) };
    },
    folder,
    starts: async (ref) =>
      (await readFile(join(folder(ref).state, 'starts.log'), 'utf8')).trim().split('\n').length,
    facts: async (ref) => {
      const { url } = await driver.address(ref);
      const answer = await fetch(`${url.replace('ws:', 'http:')}/facts`);
      return (await answer.json()) as Awaited<ReturnType<LocalInstances['facts']>>;
    },
    pids: async (ref) => {
      const status = await readStatus(folder(ref));
      return { keeper: status?.keeper.pid ?? -1, gateway: status?.gateway?.pid ?? -1 };
    },
    close: async () => {
      for (const release of await knownReleases(dataDir)) {
        const { path } = instanceFolder(dataDir, { release });
        for (const pid of await processesOf(path)) send(pid, 'SIGKILL');
      }
      await rm(instancesFolder(dataDir), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
};

export const gone = (pid: number): Promise<boolean> =>
  until(`process ${pid} is gone`, async () => (await markOf(pid)) === null);
