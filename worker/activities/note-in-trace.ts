import { text } from '../../core/text.ts';
import type { ActivityDeps } from './deps.ts';

/**
 * The end of a task that its chat can show to nobody is noted behind its last row, once: whoever asks where the answer
 * went finds both on the page. The workflow writes no row after the end.
 */
export const noteInTrace = async (
  { stores, clock }: Pick<ActivityDeps, 'stores' | 'clock'>,
  tenantId: string,
  taskId: string,
): Promise<void> => {
  const steps = await stores.traces.list(tenantId, taskId);
  if (steps.some(({ details }) => details.notShown === true)) return;
  const note = {
    stepOrder: steps.length + 1,
    stepType: 'executing' as const,
    agentId: null,
    details: { notShown: true, ok: false, summary: text('error.chat_closed') },
    durationMs: null,
    at: clock.now().toISOString(),
  };
  await stores.tasks.record(tenantId, taskId, [note], {});
};
