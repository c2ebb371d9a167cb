import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { InstanceSecrets } from '../../core/ports/cluster-driver.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import { type InstanceFolder, type InstanceRecord, makeInstanceFolder } from './instance-folder.ts';
import type { KeeperTiming } from './keep-gateway.ts';
import { startKeeper } from './keeper-client.ts';
import type { OpenClawProgram } from './openclaw-package.ts';
import { INSTANCE_VARIABLE, type ProcessMark } from './process-table.ts';

const HEAP_SHARE = 0.75;
const SMALLEST_HEAP_MB = 384;

/** Bound to the instance: copied into another one's record, it does not open there. */
const contextOf = ({ tenantId, instanceId }: Pick<InstanceRecord, 'tenantId' | 'instanceId'>): string =>
  `local-process/${tenantId}/${instanceId}`;

type Owner = Pick<InstanceRecord, 'tenantId' | 'instanceId'>;

export const sealSecrets = (
  box: SecretBox,
  owner: Owner,
  { gatewayToken, environment }: InstanceSecrets,
): string => box.seal(JSON.stringify({ gatewayToken, environment }), contextOf(owner));

export const openSecrets = (box: SecretBox, record: InstanceRecord): InstanceSecrets =>
  JSON.parse(box.open(record.sealedSecrets, contextOf(record))) as InstanceSecrets;

/** Null when they can't be opened any more: the key is another one now. */
export const tryOpenSecrets = (box: SecretBox, record: InstanceRecord): InstanceSecrets | null => {
  try {
    return openSecrets(box, record);
  } catch {
    return null;
  }
};

export interface LaunchOptions {
  readonly program: OpenClawProgram;
  readonly secrets: InstanceSecrets;
  readonly owner: ProcessMark | null;
  readonly timing: KeeperTiming;
  readonly signal: AbortSignal;
}

export const launch = async (
  folder: InstanceFolder,
  record: InstanceRecord,
  { program, secrets, owner, timing, signal }: LaunchOptions,
): Promise<void> => {
  await makeInstanceFolder(folder);
  const input = {
    generation: record.generation,
    command: [program.node, program.script, 'gateway', 'run', '--port', String(record.port)],
    env: gatewayEnvironment(folder, record, program, secrets),
    owner,
    timing,
  };
  await startKeeper(folder, input, signal);
};

/** Made from nothing: what our own process has in its environment is none of an instance's business. */
const gatewayEnvironment = (
  folder: InstanceFolder,
  { configFile, memoryLimitBytes }: InstanceRecord,
  { node }: OpenClawProgram,
  { gatewayToken, environment }: InstanceSecrets,
): Readonly<Record<string, string>> => {
  const heapMb = Math.max(SMALLEST_HEAP_MB, Math.floor((memoryLimitBytes / 2 ** 20) * HEAP_SHARE));
  return {
    ...environment,
    PATH: `${dirname(node)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder.state,
    TMPDIR: folder.temporary,
    NODE_OPTIONS: `--max-old-space-size=${heapMb}`,
    OPENCLAW_STATE_DIR: folder.state,
    OPENCLAW_CONFIG_PATH: folder.config(configFile),
    OPENCLAW_GATEWAY_TOKEN: gatewayToken,
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
    [INSTANCE_VARIABLE]: folder.path,
  };
};

/** A file name of its own for each content and start, so that a running gateway never sees its file change. */
export const configName = (generation: number, text: string): string =>
  `openclaw-${generation}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
