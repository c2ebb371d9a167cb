import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { createOperatorStore } from '../adapters/postgres/operator-store.ts';
import { createSchemaCheck } from '../adapters/skill-registry/schema-check.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { createTemporalTaskGateway } from '../adapters/temporal/task-gateway.ts';
import type { Actor, Role } from '../core/member.ts';
import { createDecideApproval } from '../core/usecases/decide-approval.ts';
import { createSubmitTask } from '../core/usecases/submit-task.ts';
import { dataFolderAt, readJson } from '../local/data-folder.ts';
import { startOwnedProcess } from '../local/owned-process.ts';
import { newDataFolder, removeDataFolder, startStack } from '../local/testing/stack.ts';
import type { AtEnd } from './at-end.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;

/**
 * The whole product as `npm start` runs it, with two differences: the worker's bundle has the bare workflows beside
 * the product's, so that both run in the same process, and the runbooks are the ones of this folder.
 */
export const startBenchStack = async (atEnd: AtEnd, env: NodeJS.ProcessEnv = {}) => {
  const bundle = await writeBundle(atEnd);
  const dataFolder = newDataFolder();
  atEnd.add(() => removeDataFolder(dataFolder));
  const starting = startStack({
    dataFolder,
    env: {
      COUNTERSIGN_WORKFLOW_BUNDLE: bundle,
      COUNTERSIGN_RUNBOOKS_DIR: here('./runbooks'),
      COUNTERSIGN_LOG_LEVEL: 'warn',
      ...env,
    },
  });
  // Known before it is ready: a run that is stopped meanwhile waits for it and stops it.
  atEnd.add(async () => (await starting).stop());
  const stack = await starting;
  const places = readPlaces(dataFolder);
  const temporal = connectTemporal({
    TEMPORAL_ADDRESS: places.temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
  });
  atEnd.add(() => temporal.close());
  const database = createDatabase({ url: places.appUrl });
  atEnd.add(() => database.close());
  const stores = createPostgresStores(database);
  const ports = { stores, gateway: createTemporalTaskGateway(temporal.client), clock: systemClock };
  return {
    ...places,
    pids: (): Record<string, number> => ({
      supervisor: stack.pid,
      worker: stack.pidOf('worker'),
      api: stack.pidOf('api'),
      postgres: stack.pidOf('postgres'),
      temporal: stack.pidOf('temporal'),
    }),
    url: stack.url,
    dataFolder,
    database,
    stores,
    client: temporal.client,
    people: await readPeople(places.ownerUrl),
    submitTask: createSubmitTask({
      ...ports,
      ids: systemIds,
      hasher: systemHasher,
      checkSchema: createSchemaCheck(),
    }),
    decideApproval: createDecideApproval(ports),
    http: createHttp(stack.url, (role) => stack.apiKey(role)),
  };
};

const writeBundle = async (atEnd: AtEnd): Promise<string> => {
  const { code } = await bundleWorkflowCode({
    workflowsPath: here('./bare-workflows.ts'),
    logger: new DefaultLogger('WARN'),
  });
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  atEnd.add(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'workflows.js');
  await writeFile(file, code);
  return file;
};

/** The addresses that a run writes into its data folder; the app's login has its password there, too. */
const readPlaces = (dataFolder: string) => {
  const folder = dataFolderAt(dataFolder);
  const { ownerUrl, temporalAddress } = folder.readState();
  const { app } = readJson<{ app: string }>(folder.file('secrets.json'));
  if (!ownerUrl || !temporalAddress || !app) throw new Error('the stack did not say where its servers are');
  const appUrl = new URL(ownerUrl);
  appUrl.username = `countersign_app_${appUrl.pathname.slice(1)}`;
  appUrl.password = encodeURIComponent(app);
  return { ownerUrl, appUrl: appUrl.toString(), temporalAddress };
};

const readPeople = async (ownerUrl: string): Promise<Record<Role, Actor>> => {
  const operator = createOperatorStore(ownerUrl);
  try {
    const tenant = await operator.findTenant('local');
    if (!tenant) throw new Error('the local tenant is missing');
    const actors = (await operator.listMembers(tenant.id)).map((member): [Role, Actor] => {
      const { id, displayName, role, locale } = member;
      return [role, { tenantId: tenant.id, memberId: id, displayName, role, groups: [], locale }];
    });
    return Object.fromEntries(actors) as Record<Role, Actor>;
  } finally {
    await operator.close();
  }
};

export type Http = ReturnType<typeof createHttp>;

/** The HTTP interface as a program uses it: a key, JSON, connections kept open. */
export const createHttp = (url: string, keyOf: (role: Role) => string) => {
  const keys = new Map<Role, string>();
  const call = async <T>(role: Role, method: string, path: string, body?: unknown): Promise<T> => {
    const key = keys.get(role) ?? keyOf(role);
    keys.set(role, key);
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    get: <T>(role: Role, path: string): Promise<T> => call<T>(role, 'GET', path),
    post: <T>(role: Role, path: string, body: unknown): Promise<T> => call<T>(role, 'POST', path, body),
  };
};

/** The worker that the decision is compared with, as a process of its own. */
export const startBareWorker = async (stack: BenchStack, atEnd: AtEnd): Promise<() => Promise<unknown>> => {
  const worker = startOwnedProcess({
    main: here('./bare-worker.ts'),
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: stack.temporalAddress,
      BENCH_DATABASE_URL: stack.ownerUrl,
    },
  });
  const stop = atEnd.add(() => worker.stop());
  await worker.ready;
  return stop;
};
