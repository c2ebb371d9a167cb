import { randomBytes, randomUUID } from 'node:crypto';
import { createSecretBox } from '../../adapters/secret-box/secret-box.ts';
import { systemHasher, systemIds } from '../../adapters/system/runtime.ts';
import { createTemporalInstanceOperations } from '../../adapters/temporal/instance-operations.ts';
import type { Instance } from '../../core/instance.ts';
import { type InstanceValuesInput, instanceNames, instanceValues } from '../../core/instance-values.ts';
import type { Actor } from '../../core/member.ts';
import type { Arguments } from '../../core/skill.ts';
import type { Task } from '../../core/task.ts';
import { createClusterDriverFake } from '../../core/testing/cluster-driver.ts';
import { createInstanceGatewaysFake } from '../../core/testing/instance-gateways.ts';
import { createInstanceBackend } from '../../core/usecases/instance-backend.ts';
import { until } from '../../local/testing/until.ts';
import { startHarness } from './harness.ts';

const RESOURCES = {
  cpu_request: '250m',
  cpu_limit: '1',
  memory_request: '1Gi',
  memory_limit: '2Gi',
  storage: '10Gi',
};

const SETTINGS = {
  repository: 'openclaw',
  digests: {},
  storageClass: null,
  egress: [],
  clientNamespace: 'countersign',
};

const planValues = (
  input: Omit<InstanceValuesInput, 'tenant' | 'config' | 'settings'> & { readonly instance: Instance },
) => instanceValues({ ...input, tenant: { id: input.instance.tenantId }, config: {}, settings: SETTINGS });

/** The real database and workflow service, with a platform and gateways in memory that can be made to fail. */
export const startInstanceHarness = async () => {
  const driver = createClusterDriverFake();
  const gateways = createInstanceGatewaysFake();
  const tokens: string[] = [];
  const harness = await startHarness({
    instances: (stores, client) => ({
      backend: createInstanceBackend({
        instances: stores.instances,
        operations: createTemporalInstanceOperations(client),
        driver,
        ids: systemIds,
        hasher: systemHasher,
        defaults: { version: '2026.9.6', resources: RESOURCES, maxInstances: 50 },
        nameRelease: instanceNames,
        planValues: (input) => planValues({ ...input, replicas: 1 }),
      }),
      parts: {
        driver,
        gateways,
        box: createSecretBox({ key: randomBytes(32), keyId: 'test' }),
        newToken: () => {
          const token = randomBytes(32).toString('base64url');
          tokens.push(token);
          return token;
        },
        newDevice: () => ({ publicKey: randomUUID(), privateKey: randomUUID() }),
        checkEveryMs: 50,
        environment: {},
        planValues,
      },
    }),
  });
  const { people, submitTask, stores, tenantId } = harness;

  return {
    ...harness,
    driver,
    gateways,
    tokens,
    /** As `/instance <action> …` does. */
    async ask(action: string, args: Arguments, actor: Actor = people.admin): Promise<Task> {
      const { task } = await submitTask({
        actor,
        surface: 'console',
        platform: 'console',
        identity: randomUUID(),
        request: { kind: 'action', skill: 'instance', action, arguments: args },
        thread: await harness.thread(),
      });
      return task;
    },
    instance: (name: string): Promise<Instance | null> => stores.instances.byName(tenantId, name),
    /** Waits until the instance is in this state. */
    instanceWith: (name: string, status: Instance['status']): Promise<Instance> =>
      until(`${name} ${status}`, async () => {
        const row = await stores.instances.byName(tenantId, name);
        return row?.status === status ? row : null;
      }),
  };
};
