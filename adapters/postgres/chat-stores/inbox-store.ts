import { AppError } from '../../../core/errors.ts';
import type { InboxEntry, InboxStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import {
  finishInInbox,
  forgetInbox,
  giveBackToInbox,
  takeAbandoned,
  takeFromInbox,
} from '../queries/chat-inbox.ts';
import { refuseMissing } from './refuse-missing.ts';

/** Lets a transaction see the entries of all tenants. */
const SWEEPING = { 'app.scope': 'inbox' };

export const createInboxStore = (db: Database): InboxStore => ({
  async take(entry, leaseMs) {
    const statement = takeFromInbox(entry, leaseMs);
    const [row] = await refuseMissing([entry.tenantId], () =>
      db.run<{ readonly state: 'new' | 'busy' | 'done' }>(entry.tenantId, statement),
    );
    if (!row) throw new AppError('internal');
    return row.state;
  },
  async done(tenantId, platform, identity) {
    await db.run(tenantId, finishInInbox(tenantId, platform, identity));
  },
  async giveBack(tenantId, platform, identity) {
    await db.run(tenantId, giveBackToInbox(tenantId, platform, identity));
  },
  abandoned: (platform, options) =>
    db.withSettings(SWEEPING, (scope) => scope.query<InboxEntry>(takeAbandoned(platform, options))),
  forget: (before) =>
    db.withSettings(SWEEPING, async (scope) => {
      await scope.query(forgetInbox(before));
    }),
});
