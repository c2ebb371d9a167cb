import { setTimeout as pause } from 'node:timers/promises';
import { type InstanceFolder, type InstanceRecord, readRecord, readStatus } from './instance-folder.ts';
import { isUnkept } from './keeper-client.ts';
import type { LocalPlatform } from './local-platform.ts';
import { isRunning } from './process-table.ts';

const RESUME_MS = 20_000;
const LOOK_MS = 200;

const isToRun = (record: InstanceRecord | null): record is InstanceRecord =>
  record !== null && record.replicas === 1 && !record.isPaused;

/** A keeper that was killed is replaced; the gateway it kept runs on meanwhile. Must be called in the instance's turn. */
export const startWhenUnkept = async (
  platform: LocalPlatform,
  folder: InstanceFolder,
  signal: AbortSignal,
): Promise<void> => {
  const record = await readRecord(folder);
  if (!isToRun(record) || !isUnkept(folder)) return;
  platform.log.info({ folder: folder.path }, 'an instance is started again');
  await platform.start(folder, record, signal);
};

/** Also when the keeper of a former run is still about to end. */
export const resumeInstance = async (
  platform: LocalPlatform,
  folder: InstanceFolder,
  signal: AbortSignal,
): Promise<void> => {
  const record = await readRecord(folder);
  if (!record) return;
  // A copy that a crash interrupted is made again by whoever asked for it; until then the instance may run.
  if (record.isPaused) return platform.renew(folder, record, signal);
  if (!isToRun(record)) return;
  const deadline = Date.now() + RESUME_MS;
  const owner = await platform.owner();
  while (Date.now() < deadline && !isUnkept(folder)) {
    const status = await readStatus(folder);
    const isKeptForUs = status?.owner?.begun === owner?.begun && status?.owner?.pid === owner?.pid;
    if (status && isKeptForUs && (await isRunning(status.keeper))) return;
    await pause(LOOK_MS, undefined, { signal });
  }
  await startWhenUnkept(platform, folder, signal);
};
