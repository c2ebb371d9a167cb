import { approvalsCard, tasksCard } from '../../../core/lists.ts';
import type { Actor } from '../../../core/member.ts';
import { isEntitled } from '../../../core/requirement.ts';
import { isTerminal, TASK_STATUSES, TERMINAL_TASK_STATUSES } from '../../../core/task.ts';
import { renderHome, renderStrangersHome } from '../render/render-home.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';
import type { SlackIntakeDeps } from './intake.ts';

const ROWS = 8;
/** Waiting approvals looked through for those that wait for this person. */
const LOOKED_AT = 100;

/** What waits for me, what of mine runs, what became of the rest. Without an actor: how to be known. */
export const publishHome = async (
  { stores, publicUrl }: Pick<SlackIntakeDeps, 'stores' | 'publicUrl'>,
  { api, tenantId, locale }: SlackWorkspace,
  actor: Actor | null,
  userId: string,
): Promise<void> => {
  const reader = { locale: actor?.locale ?? locale, timeZone: 'UTC', publicUrl };
  if (!actor) {
    await api.call('views.publish', { user_id: userId, view: renderStrangersHome(reader) });
    return;
  }
  const requestedBy = actor.memberId;
  const [pending, mine, ended] = await Promise.all([
    stores.approvals.list(tenantId, { status: 'pending', limit: LOOKED_AT }),
    stores.tasks.list(tenantId, { requestedBy, status: RUNNING, limit: ROWS }),
    stores.tasks.list(tenantId, { requestedBy, status: [...TERMINAL_TASK_STATUSES], limit: ROWS }),
  ]);
  const items = pending.items
    .filter((approval) => isEntitled(approval.requirement, actor))
    .filter((approval) => approval.requestedBy.memberId !== requestedBy)
    .slice(0, ROWS);
  const page = { nextCursor: null };
  const view = renderHome(
    {
      waiting: approvalsCard({ items, ...page }, actor),
      running: tasksCard({ ...mine, ...page }),
      recent: tasksCard({ ...ended, ...page }),
    },
    reader,
  );
  await api.call('views.publish', { user_id: userId, view });
};

const RUNNING = TASK_STATUSES.filter((status) => !isTerminal(status));
