interface Bucket {
  left: number;
  resetAt: number;
}

export interface Taken {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait; null: go on. */
  readonly retryAfterS: number | null;
  readonly scope: 'user' | 'global';
}

export interface Rates {
  take(route: string, channelId: string): Taken;
}

const PER_CHANNEL = ['message.create', 'message.update'];
const IN_CHANNEL = { limit: 5, windowMs: 5_000 };
const ALL = { limit: 50, windowMs: 1_000 };

const FREE: Taken = { headers: {}, retryAfterS: null, scope: 'user' };

/** 5 in 5 seconds per channel, for posts and for edits each, and 50 a second over all but answers to interactions. */
export const createRates = (kind: 'discord' | 'none', now: () => number): Rates => {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (key: string, windowMs: number, limit: number): Bucket => {
    const known = buckets.get(key);
    if (known && known.resetAt > now()) return known;
    const fresh = { left: limit, resetAt: now() + windowMs };
    buckets.set(key, fresh);
    return fresh;
  };
  const waitS = ({ resetAt }: Bucket): number => Math.max(0.001, (resetAt - now()) / 1000);
  return {
    take(route, channelId) {
      if (kind === 'none' || route.startsWith('interaction.')) return FREE;
      const all = bucketOf('*', ALL.windowMs, ALL.limit);
      if (all.left < 1) return { headers: {}, retryAfterS: waitS(all), scope: 'global' };
      all.left -= 1;
      if (!PER_CHANNEL.includes(route)) return FREE;
      const bucket = bucketOf(`${route}/${channelId}`, IN_CHANNEL.windowMs, IN_CHANNEL.limit);
      const isFull = bucket.left < 1;
      if (!isFull) bucket.left -= 1;
      const headers = {
        'x-ratelimit-limit': String(IN_CHANNEL.limit),
        'x-ratelimit-remaining': String(bucket.left),
        'x-ratelimit-reset': (bucket.resetAt / 1000).toFixed(3),
        'x-ratelimit-reset-after': waitS(bucket).toFixed(3),
        'x-ratelimit-bucket': Buffer.from(route).toString('hex').slice(0, 32),
      };
      return { headers, retryAfterS: isFull ? waitS(bucket) : null, scope: 'user' };
    },
  };
};
