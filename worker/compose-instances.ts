import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helmBinary } from '../adapters/kubernetes/helm-binary.ts';
import { createKubernetesDriver } from '../adapters/kubernetes/kubernetes-driver.ts';
import type { LlmConfig } from '../adapters/llm/config.ts';
import { createLocalProcessDriver } from '../adapters/local-process/local-process-driver.ts';
import { createGateways, type OpenClawGateways } from '../adapters/openclaw/create-gateways.ts';
import { createDeviceIdentity } from '../adapters/openclaw/device-identity.ts';
import { createOpenClawBackend } from '../adapters/openclaw/openclaw-backend.ts';
import { systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { createTemporalInstanceOperations } from '../adapters/temporal/instance-operations.ts';
import { AppError } from '../core/errors.ts';
import type { Instance, ResourceConfig } from '../core/instance.ts';
import { instanceNames, instanceValues } from '../core/instance-values.ts';
import { formatText } from '../core/messages/format.ts';
import { MODEL_KEY_VARIABLE, type OpenClawModel, openclawConfig } from '../core/openclaw-config.ts';
import type { AgentBackend } from '../core/ports/agent-backend.ts';
import type { ClusterDriver } from '../core/ports/cluster-driver.ts';
import type { Log } from '../core/ports/runtime.ts';
import type { SecretBox } from '../core/ports/secret-box.ts';
import type { SkillBackend } from '../core/ports/skill-backend.ts';
import type { Stores } from '../core/ports/stores.ts';
import { createInstanceBackend } from '../core/usecases/instance-backend.ts';
import type { InstanceParts } from './activities/instances/deps.ts';
import { createSecretKeeper } from './activities/instances/secrets.ts';
import type { WorkerConfig } from './config.ts';

const CHART = fileURLToPath(new URL('../helm/openclaw', import.meta.url));
const BRIDGE = join(CHART, 'bridge');
/** For a server that asks for none: the gateway does not start with an empty one. */
const NO_KEY = 'none';
const CHECK_MS = 60_000;

const RESOURCES: ResourceConfig = {
  cpu_request: '250m',
  cpu_limit: '1',
  memory_request: '1Gi',
  memory_limit: '2Gi',
  storage: '10Gi',
};

export interface Instances {
  readonly parts: InstanceParts;
  /** The operations as a skill. */
  readonly backend: SkillBackend;
  /** The agent inside the tenant's instance. */
  readonly mind: AgentBackend;
  close(): Promise<void>;
}

export interface InstancesDeps {
  readonly config: WorkerConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly llm: LlmConfig | null;
  readonly stores: Stores;
  readonly box: SecretBox | null;
  readonly log: Log;
}

/** Instances with their real parts; null when none are run from here. */
export const composeInstances = (deps: InstancesDeps): Instances | null => {
  const { config, stores, box, log } = deps;
  if (config.COUNTERSIGN_INSTANCES === 'off') return null;
  if (!box) {
    log.warn(
      {},
      'no instances are run: COUNTERSIGN_ENCRYPTION_KEY is not set, and their tokens must be sealed',
    );
    return null;
  }
  const driver = createDriver(deps, box);
  const gateways = createGateways({ log });
  const temporal = connectTemporal(config);
  const parts: InstanceParts = {
    driver,
    gateways,
    box,
    newToken: () => randomBytes(32).toString('base64url'),
    newDevice: createDeviceIdentity,
    checkEveryMs: CHECK_MS,
    environment: deps.llm?.baseUrl ? { [MODEL_KEY_VARIABLE]: deps.llm.apiKey ?? NO_KEY } : {},
    planValues: planner(deps),
  };
  const backend = createInstanceBackend({
    instances: stores.instances,
    operations: createTemporalInstanceOperations(temporal.client),
    driver,
    ids: systemIds,
    hasher: systemHasher,
    defaults: {
      version: config.COUNTERSIGN_OPENCLAW_VERSION,
      resources: RESOURCES,
      maxInstances: config.COUNTERSIGN_MAX_INSTANCES,
    },
    nameRelease: instanceNames,
    planValues: (input) => parts.planValues({ ...input, replicas: 1 }),
  });
  return {
    parts,
    backend,
    mind: createMind(stores, parts, gateways),
    async close() {
      await gateways.close();
      await temporal.close();
    },
  };
};

const createDriver = ({ config, env, log }: InstancesDeps, box: SecretBox): ClusterDriver => {
  const cacheDir = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'countersign');
  const say = (line: string): void => log.info({}, line);
  if (config.COUNTERSIGN_INSTANCES === 'kubernetes') {
    return createKubernetesDriver({
      binary: () => helmBinary({ env, cacheDir, say }),
      chart: CHART,
      kubeconfig: config.COUNTERSIGN_KUBECONFIG ?? null,
      env,
      ...(config.COUNTERSIGN_GATEWAY_ADDRESS ? { gatewayAddress: config.COUNTERSIGN_GATEWAY_ADDRESS } : {}),
    });
  }
  const driver = createLocalProcessDriver({
    dataDir: config.COUNTERSIGN_DATA,
    cacheDir,
    bridgePath: BRIDGE,
    box,
    log,
    say,
    ...(config.COUNTERSIGN_OWNER_PID === undefined ? {} : { ownerPid: config.COUNTERSIGN_OWNER_PID }),
  });
  // What should run and does not, as after a restart of the machine; nobody waits for it.
  void driver.resume(AbortSignal.timeout(600_000));
  return driver;
};

/** A model with an OpenAI-compatible address can be OpenClaw's, too; any other is set up in the instance itself. */
const modelOf = (llm: LlmConfig | null): OpenClawModel | null =>
  llm?.baseUrl
    ? {
        provider: 'countersign',
        baseUrl: llm.baseUrl,
        model: llm.model,
        contextWindow: 128_000,
        maxTokens: 8192,
        price: llm.price,
      }
    : null;

const planner = ({ config, llm }: InstancesDeps): InstanceParts['planValues'] => {
  const model = modelOf(llm);
  const settings = {
    repository: config.COUNTERSIGN_OPENCLAW_IMAGE,
    digests: {},
    storageClass: config.COUNTERSIGN_STORAGE_CLASS ?? null,
    egress: [],
    clientNamespace: config.COUNTERSIGN_NAMESPACE,
  };
  const openclaw = openclawConfig({
    port: 18_789,
    bind: 'lan',
    bridgePath: '/opt/countersign/bridge',
    logFile: '/tmp/openclaw.log',
    ...(model ? { model } : {}),
  });
  return (input) =>
    instanceValues({ ...input, tenant: { id: input.instance.tenantId }, config: openclaw, settings });
};

/** The tenant's first instance that serves; a sick one gets no work. */
const serving = async (stores: Stores, tenantId: string): Promise<Instance | AppError> => {
  const all = await stores.instances.list(tenantId);
  const running = all.find(({ status, health }) => status === 'running' && health?.healthy !== false);
  if (running) return running;
  return all.length === 0
    ? new AppError('instance_unknown', { name: '' })
    : new AppError('instance_unavailable');
};

const createMind = (stores: Stores, parts: InstanceParts, gateways: OpenClawGateways): AgentBackend => {
  const secrets = createSecretKeeper(stores.instances, parts);
  return createOpenClawBackend({
    gateways,
    async targetOf(tenantId) {
      const instance = await serving(stores, tenantId);
      if (instance instanceof AppError) return instance;
      const key = { tenantId, instanceId: instance.id };
      const { gatewayToken: token, device } = await secrets.read(key);
      return { ...key, url: instance.internalUrl ?? '', token, device, version: instance.version };
    },
    format: (words, locale) => formatText(words, { locale, timeZone: 'UTC' }),
  });
};
