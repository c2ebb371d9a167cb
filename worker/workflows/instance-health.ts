import type { ThreadRef } from '../../core/task.ts';
import type { HealthReport, InstanceKey } from '../activities/instances/types.ts';
import { instanceChat, instanceHealth, instanceStore } from './instance-options.ts';
import { nowIso } from './run-context.ts';

/**
 * Looks after a running instance until it is cancelled. What is watched is told by the row: nothing is, unless it is
 * running, or was running until it became ill.
 */
export const watchHealth = async (key: InstanceKey, thread: () => ThreadRef | null): Promise<void> => {
  let { healthy } = await instanceStore.readHealth(key);
  if (healthy === null) return;
  for (;;) {
    const report: HealthReport = await instanceHealth.watchInstance({ ...key, healthy });
    if (report.healthy === healthy) continue;
    healthy = report.healthy;
    await instanceStore.recordInstance({
      ...key,
      patch: { status: healthy ? 'running' : 'error', error: report.failure },
    });
    const place = thread();
    if (place) await instanceChat.tellHealth({ ...key, thread: place, report, at: nowIso() });
  }
};
