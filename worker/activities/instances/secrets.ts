import { AppError } from '../../../core/errors.ts';
import type { InstanceSecrets } from '../../../core/ports/cluster-driver.ts';
import type { DeviceIdentity } from '../../../core/ports/instance-gateway.ts';
import type { InstanceStore, SealedInstanceSecrets } from '../../../core/ports/instance-store.ts';
import type { InstanceParts } from './deps.ts';
import type { InstanceKey } from './types.ts';

export interface OpenedSecrets extends InstanceSecrets {
  readonly device: DeviceIdentity;
  readonly revision: number;
}

/** Bound to the row they belong to: moved to another one they can't be opened. */
const contextOf = ({ tenantId, instanceId }: InstanceKey, what: 'token' | 'device'): string =>
  `instance/${tenantId}/${instanceId}/${what}`;

export type InstanceSecretKeeper = ReturnType<typeof createSecretKeeper>;

/** The one place where an instance's token and key are made, sealed and opened. */
export const createSecretKeeper = (store: InstanceStore, parts: InstanceParts) => {
  const { box } = parts;
  const open = (key: InstanceKey, sealed: SealedInstanceSecrets): OpenedSecrets => ({
    gatewayToken: box.open(sealed.sealedGatewayToken, contextOf(key, 'token')),
    device: JSON.parse(box.open(sealed.sealedDeviceKey, contextOf(key, 'device'))) as DeviceIdentity,
    environment: parts.environment,
    revision: sealed.revision,
  });
  const seal = (key: InstanceKey, revision: number, device: DeviceIdentity): SealedInstanceSecrets => ({
    revision,
    sealedGatewayToken: box.seal(parts.newToken(), contextOf(key, 'token')),
    sealedDeviceKey: box.seal(JSON.stringify(device), contextOf(key, 'device')),
  });
  const save = (key: InstanceKey, sealed: SealedInstanceSecrets) =>
    store.saveSecrets(key.tenantId, key.instanceId, sealed);
  return {
    /** Those there are; made when there are none. */
    async ensure(key: InstanceKey): Promise<OpenedSecrets> {
      const known = await store.secrets(key.tenantId, key.instanceId);
      return open(key, known ?? (await save(key, seal(key, 1, parts.newDevice()))));
    },
    async read(key: InstanceKey): Promise<OpenedSecrets> {
      const known = await store.secrets(key.tenantId, key.instanceId);
      if (!known) throw new AppError('not_found');
      return open(key, known);
    },
    /** A new token; the device stays who it is. `after` makes a repeat harmless. */
    async renew(key: InstanceKey, after: number): Promise<number> {
      const known = await store.secrets(key.tenantId, key.instanceId);
      if (known && known.revision > after) return known.revision;
      const device = known ? open(key, known).device : parts.newDevice();
      return (await save(key, seal(key, after + 1, device))).revision;
    },
  };
};
