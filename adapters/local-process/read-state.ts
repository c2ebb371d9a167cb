import type { Failure } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceState } from '../../core/ports/cluster-driver.ts';
import { HOST } from './choose-port.ts';
import type { createGatewayUsage } from './gateway-usage.ts';
import {
  type InstanceFolder,
  type InstanceRecord,
  type KeeperStatus,
  readStatus,
} from './instance-folder.ts';
import { tryOpenSecrets } from './launch.ts';
import type { LocalPlatform } from './local-platform.ts';
import { readTail, redactor } from './log-tail.ts';
import { isRunning } from './process-table.ts';

const PROBE_MS = 2_000;
const CAUSE_LINES = 6;
const CAUSE_LENGTH = 600;

const NOTHING: InstanceState = {
  exists: false,
  replicas: 0,
  ready: false,
  version: null,
  imageDigest: null,
  revision: 0,
  restarts: 0,
  startedAt: null,
  cause: null,
  cpuPct: null,
  memoryPct: null,
};

export const readState = async (
  platform: LocalPlatform,
  usage: ReturnType<typeof createGatewayUsage>,
  ref: InstanceRef,
  signal: AbortSignal,
): Promise<InstanceState> => {
  const record = await platform.record(ref);
  if (!record) return NOTHING;
  const folder = platform.folder(ref);
  const status = await readStatus(folder);
  const isCurrent = status?.generation === record.generation;
  const gateway = status?.gateway && (await isRunning(status.gateway)) ? status.gateway : null;
  const isWanted = record.replicas === 1 && isCurrent && gateway !== null;
  const ready = isWanted && (await hasStarted(record.port, signal));
  const measured = gateway ? await usage.measure(folder.path, gateway, record) : null;
  return {
    exists: true,
    replicas: record.replicas,
    ready,
    version: record.version,
    imageDigest: null,
    revision: record.revision,
    restarts: isCurrent ? status.restarts : 0,
    startedAt: gateway ? (status?.startedAt ?? null) : null,
    cause:
      record.replicas === 1 && isCurrent && !ready ? await causeOf(platform, folder, record, status) : null,
    cpuPct: measured?.cpuPct ?? null,
    memoryPct: measured?.memoryPct ?? null,
  };
};

const hasStarted = async (port: number, signal: AbortSignal): Promise<boolean> => {
  signal.throwIfAborted();
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
    const answer = await fetch(`http://${HOST}:${port}/startupz`, { signal: limit, redirect: 'error' });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    signal.throwIfAborted();
    return false;
  }
};

/** One end is bad luck while it starts again; a second one, or none that runs now, is a loop. */
const causeOf = async (
  platform: LocalPlatform,
  folder: InstanceFolder,
  record: InstanceRecord,
  { failures, gateway }: KeeperStatus,
): Promise<Failure | null> => {
  if (failures === 0 || (failures === 1 && gateway !== null)) return null;
  const lines = (await readLines(platform, folder, record, CAUSE_LINES)).join('\n');
  return { code: 'crash_loop', params: { restarts: failures, lines: lines.slice(-CAUSE_LENGTH) } };
};

/** What the gateway wrote last; nothing when it can't be known what in it is secret. */
export const readLines = async (
  { box }: Pick<LocalPlatform, 'box'>,
  folder: InstanceFolder,
  record: InstanceRecord,
  count: number,
): Promise<readonly string[]> => {
  const secrets = tryOpenSecrets(box, record);
  if (!secrets) return [];
  const redact = redactor([secrets.gatewayToken, ...Object.values(secrets.environment)]);
  return (await readTail(folder.outputLog, count)).map(redact);
};
