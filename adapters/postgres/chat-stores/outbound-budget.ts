import { AppError } from '../../../core/errors.ts';
import { atOnceMs, longestLineMs, placeMs } from '../../../core/outbound-line.ts';
import type { OutboundBudget } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import { blockBudget, reservePlace } from '../queries/outbound-budgets.ts';

export const createOutboundBudget = (db: Database): OutboundBudget => ({
  async reserve(tenantId, key, rate, urgency) {
    const longestMs = longestLineMs(rate, urgency);
    const place = { placeMs: placeMs(rate), atOnceMs: atOnceMs(rate), longestMs };
    const [row] = await db.run<{ readonly taken: boolean; readonly lengthMs: number }>(
      tenantId,
      reservePlace(tenantId, key, place),
    );
    if (!row) throw new AppError('internal');
    if (!row.taken) return { waitMs: null, retryInMs: Math.ceil(row.lengthMs - longestMs) };
    return { waitMs: Math.max(0, Math.ceil(row.lengthMs - place.atOnceMs)) };
  },
  async block(tenantId, key, forMs) {
    await db.run(tenantId, blockBudget(tenantId, key, forMs));
  },
});
