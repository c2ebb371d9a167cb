import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import type { InstanceSecrets } from '../../core/ports/cluster-driver.ts';
import { choosePort, isFree } from './choose-port.ts';
import { withFileLock } from './file-lock.ts';
import { localConfig } from './gateway-config.ts';
import {
  type InstanceFolder,
  type InstanceRecord,
  instanceFolder,
  instancesFolder,
  knownReleases,
  makeInstanceFolder,
  readRecord,
  readStatus,
  writePrivate,
  writeRecord,
} from './instance-folder.ts';
import { configName, sealSecrets, tryOpenSecrets } from './launch.ts';
import { isOf, type LocalPlatform } from './local-platform.ts';
import { isRunning } from './process-table.ts';
import { fromQuantity } from './quantity.ts';

export interface Wanted {
  readonly ref: InstanceRef;
  readonly values: InstanceValues;
  readonly secrets: InstanceSecrets;
}

/** The file is written before the record that names it, and the record before anything is stopped or started. */
export const applyInstance = async (
  platform: LocalPlatform,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<void> => {
  const { ref, values } = wanted;
  const limits = limitsOf(values);
  const folder = platform.folder(ref);
  await platform.install(values.image.version, signal);
  await makeInstanceFolder(folder);
  const lock = join(instancesFolder(platform.dataDir), '.ports.lock');
  // Under one lock from the look at the others' ports to the record that names ours.
  const { record, isNew } = await withFileLock(lock, { signal }, async () => {
    const known = await readRecord(folder);
    if (known && !isOf(known, ref)) {
      throw new AppError('deploy_failed', { detail: 'another instance has this name already' });
    }
    const planned = await planRecord(platform, folder, { ...wanted, limits, known });
    if (planned.isNew) await writePrivate(folder.config(planned.record.configFile), planned.config);
    await writeRecord(folder, planned.record);
    return planned;
  });
  if (isNew || record.replicas === 0) await platform.stop(folder, signal);
  const runsAlready = (await keptBy(folder))?.generation === record.generation;
  if (record.replicas === 1 && !runsAlready) await platform.start(folder, record, signal);
};

type Limits = Pick<InstanceRecord, 'memoryLimitBytes' | 'cpuLimit'>;

interface Plan {
  readonly record: InstanceRecord;
  readonly config: string;
  /** What runs must be ended and started anew. */
  readonly isNew: boolean;
}

const planRecord = async (
  platform: LocalPlatform,
  folder: InstanceFolder,
  { ref, values, secrets, limits, known }: Wanted & { limits: Limits; known: InstanceRecord | null },
): Promise<Plan> => {
  const port = await portFor(platform, folder, ref, known);
  const places = { port, bridgePath: platform.bridgePath, logFile: folder.ownLog };
  const config = `${JSON.stringify(localConfig(values.config, places), null, 2)}\n`;
  const essence = {
    version: values.image.version,
    replicas: values.replicas,
    port,
    ...limits,
    secretRevision: values.secretRevision,
    isPaused: false,
  };
  const isSame =
    known !== null &&
    Object.entries(essence).every(([key, value]) => known[key as keyof typeof essence] === value) &&
    isDeepStrictEqual(tryOpenSecrets(platform.box, known), secrets) &&
    (await fileHolds(folder.config(known.configFile), config));
  const generation = (known?.generation ?? 0) + (isSame ? 0 : 1);
  const record: InstanceRecord = {
    tenantId: ref.tenantId,
    instanceId: ref.instanceId,
    ...essence,
    revision: (known?.revision ?? 0) + 1,
    generation,
    configFile: isSame ? known.configFile : configName(generation, config),
    sealedSecrets: isSame ? known.sealedSecrets : sealSecrets(platform.box, ref, secrets),
  };
  return { record, config, isNew: !isSame };
};

const limitsOf = ({ resources }: InstanceValues): Limits => ({
  memoryLimitBytes: fromQuantity(resources.memory_limit),
  cpuLimit: fromQuantity(resources.cpu_limit),
});

const fileHolds = async (file: string, text: string): Promise<boolean> =>
  existsSync(file) && (await readFile(file, 'utf8')) === text;

const keptBy = async (folder: InstanceFolder) => {
  const status = await readStatus(folder);
  return status && (await isRunning(status.keeper)) ? status : null;
};

/** The one it has, unless another program took it while nothing of ours ran. */
const portFor = async (
  platform: LocalPlatform,
  folder: InstanceFolder,
  ref: InstanceRef,
  known: InstanceRecord | null,
): Promise<number> => {
  const status = await readStatus(folder);
  const isOurs = (await isRunning(status?.gateway)) || (await isRunning(status?.keeper));
  if (known && (isOurs || (await isFree(known.port)))) return known.port;
  const taken = new Set<number>();
  for (const release of await knownReleases(platform.dataDir)) {
    if (release === ref.release) continue;
    const other = await readRecord(instanceFolder(platform.dataDir, { release }));
    if (other) taken.add(other.port);
  }
  return choosePort(`${platform.dataDir}/${ref.release}`, taken, platform.ports);
};
