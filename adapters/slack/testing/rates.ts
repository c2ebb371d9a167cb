interface Tier {
  readonly perMinute: number;
  /** At once, after a pause. */
  readonly burst: number;
}

const TIER_1: Tier = { perMinute: 1, burst: 10 };
const TIER_2: Tier = { perMinute: 20, burst: 10 };
const TIER_3: Tier = { perMinute: 50, burst: 20 };
const TIER_4: Tier = { perMinute: 100, burst: 40 };
const POSTS: Tier = { perMinute: 60, burst: 5 };

/** Slack's tiers per method (docs.slack.dev, "Rate limits"); what is not named here is not limited. */
const TIERS: Readonly<Record<string, Tier>> = {
  'apps.connections.open': TIER_1,
  'conversations.list': TIER_2,
  'usergroups.list': TIER_2,
  'usergroups.users.list': TIER_2,
  'reactions.remove': TIER_2,
  'chat.update': TIER_3,
  'chat.delete': TIER_3,
  'reactions.add': TIER_3,
  'conversations.info': TIER_3,
  'conversations.history': TIER_3,
  'conversations.replies': TIER_3,
  'conversations.open': TIER_3,
  'conversations.join': TIER_3,
  'users.lookupByEmail': TIER_3,
  'views.open': TIER_4,
  'views.update': TIER_4,
  'views.push': TIER_4,
  'views.publish': TIER_4,
  'chat.postEphemeral': TIER_4,
  'users.info': TIER_4,
  'conversations.members': TIER_4,
  'files.getUploadURLExternal': TIER_4,
  'files.completeUploadExternal': TIER_4,
  'assistant.threads.setSuggestedPrompts': TIER_4,
  'assistant.threads.setTitle': TIER_4,
  'chat.postMessage': POSTS,
};

interface Bucket {
  left: number;
  at: number;
}

export interface Rates {
  /** Takes one call's room; seconds to wait when there is none. */
  take(method: string, token: string, args: Readonly<Record<string, unknown>>): number | null;
}

/** A bucket per method and token, and for posts per channel too. */
export const createRates = (kind: 'slack' | 'none', now: () => number = Date.now): Rates => {
  const buckets = new Map<string, Bucket>();
  return {
    take(method, token, args) {
      const tier = kind === 'slack' ? TIERS[method] : undefined;
      if (!tier) return null;
      const key = [method, token, method === 'chat.postMessage' ? String(args.channel) : ''].join('/');
      const bucket = buckets.get(key) ?? { left: tier.burst, at: now() };
      buckets.set(key, bucket);
      const perSecond = tier.perMinute / 60;
      bucket.left = Math.min(tier.burst, bucket.left + ((now() - bucket.at) / 1000) * perSecond);
      bucket.at = now();
      if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
      bucket.left -= 1;
      return null;
    },
  };
};
