import type { Instance, ResourceConfig } from '../../../core/instance.ts';
import type { InstanceValues } from '../../../core/instance-values.ts';
import type { ClusterDriver } from '../../../core/ports/cluster-driver.ts';
import type { DeviceIdentity, InstanceGateways } from '../../../core/ports/instance-gateway.ts';
import type { SecretBox } from '../../../core/ports/secret-box.ts';

/** What the instances' activities are given beside what all have. */
export interface InstanceParts {
  readonly driver: ClusterDriver;
  readonly gateways: InstanceGateways;
  readonly box: SecretBox;
  /** 32 random bytes, base64url. */
  readonly newToken: () => string;
  readonly newDevice: () => DeviceIdentity;
  /** Between two looks at an instance's health, in milliseconds. */
  readonly checkEveryMs: number;
  /** Further secret variables of the gateway's process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Pure: the same input always gives the same values. */
  readonly planValues: (input: {
    readonly instance: Instance;
    readonly version: string;
    readonly resources: ResourceConfig;
    readonly replicas: 0 | 1;
    readonly secretRevision: number;
  }) => InstanceValues;
}
