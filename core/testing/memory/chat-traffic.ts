import { atOnceMs, longestLineMs, placeMs } from '../../outbound-line.ts';
import type { InboxEntry, InboxStore, OutboundBudget } from '../../ports/chat-stores.ts';

interface InboxRow {
  readonly entry: Omit<InboxEntry, 'attempts'>;
  attempts: number;
  leaseUntil: number;
  done: boolean;
}

/** None after the first two attempts, then 1, 3, 7 … seconds, at most five minutes. */
const pauseMs = (attempts: number): number =>
  Math.min(300, 2 ** Math.max(0, Math.min(attempts - 2, 9)) - 1) * 1000;

export const createInboxFake = (now: () => number): InboxStore => {
  const rows = new Map<string, InboxRow>();
  const keyOf = (...parts: readonly string[]): string => parts.join(' ');
  const begin = (row: InboxRow, leaseMs: number): void => {
    row.attempts += 1;
    row.leaseUntil = now() + leaseMs;
  };

  return {
    async take({ tenantId, platform, identity, payload }, leaseMs) {
      const key = keyOf(tenantId, platform, identity);
      const known = rows.get(key);
      if (known?.done) return 'done';
      if (known && known.leaseUntil > now()) return 'busy';
      const receivedAt = new Date(now()).toISOString();
      const entry = { tenantId, platform, identity, payload: structuredClone(payload), receivedAt };
      const row = known ?? { entry, attempts: 0, leaseUntil: 0, done: false };
      begin(row, leaseMs);
      rows.set(key, row);
      return 'new';
    },
    async done(tenantId, platform, identity) {
      const row = rows.get(keyOf(tenantId, platform, identity));
      if (row) row.done = true;
    },
    async giveBack(tenantId, platform, identity) {
      const row = rows.get(keyOf(tenantId, platform, identity));
      if (row) row.leaseUntil = now() + pauseMs(row.attempts);
    },
    async abandoned(platform, { leaseMs, limit, maxAttempts }) {
      const left = [...rows.values()]
        .filter((row) => row.entry.platform === platform && !row.done)
        .filter((row) => row.leaseUntil <= now() && row.attempts < maxAttempts)
        .slice(0, limit);
      for (const row of left) begin(row, leaseMs);
      return left.map((row) => ({ ...row.entry, attempts: row.attempts }));
    },
    async forget(before) {
      for (const [key, row] of rows) if (row.entry.receivedAt < before) rows.delete(key);
    },
  };
};

export const createBudgetFake = (now: () => number): OutboundBudget => {
  const lines = new Map<string, { end: number; blockedUntil: number }>();
  const lineOf = (tenantId: string, key: string): { end: number; blockedUntil: number } => {
    const line = lines.get(`${tenantId} ${key}`) ?? { end: 0, blockedUntil: 0 };
    lines.set(`${tenantId} ${key}`, line);
    return line;
  };
  return {
    async reserve(tenantId, key, rate, urgency) {
      const line = lineOf(tenantId, key);
      const limit = longestLineMs(rate, urgency);
      // After a block the burst has to be earned again.
      const end = Math.max(line.end, now(), line.blockedUntil + atOnceMs(rate));
      const length = end - now();
      if (length > limit) return { waitMs: null, retryInMs: Math.ceil(length - limit) };
      line.end = end + placeMs(rate);
      return { waitMs: Math.max(0, Math.ceil(length - atOnceMs(rate))) };
    },
    async block(tenantId, key, forMs) {
      const line = lineOf(tenantId, key);
      line.blockedUntil = Math.max(line.blockedUntil, now() + forMs);
    },
  };
};
