import type { PostUrgency } from './ports/chat-stores.ts';

export interface OutboundRate {
  readonly perMinute: number;
  readonly burst: number;
}

/** How long who can't come later may wait. Nobody takes a place that comes later than they will stay for. */
const NOW_MS = 10_000;

/** One place in line takes this long. */
export const placeMs = ({ perMinute }: OutboundRate): number => 60_000 / perMinute;

/** So much of the line goes at once: all of the burst but the place itself. */
export const atOnceMs = (rate: OutboundRate): number => (rate.burst - 1) * placeMs(rate);

/**
 * How long the line may be for one more of this urgency. `later` leaves half of the burst to those who can't wait;
 * `soon` comes when it can go at once, so that nobody who can't wait stands behind it.
 */
export const longestLineMs = (rate: OutboundRate, urgency: PostUrgency): number => {
  if (urgency === 'later') return Math.floor((rate.burst - 1) / 2) * placeMs(rate);
  return atOnceMs(rate) + (urgency === 'now' ? NOW_MS : 0);
};
