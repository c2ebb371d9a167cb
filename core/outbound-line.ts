import type { PostUrgency } from './ports/chat-stores.ts';

export interface OutboundRate {
  readonly perMinute: number;
  readonly burst: number;
}

/** How long each may wait. Nobody takes a place that comes later than they will stay for. */
const NOW_MS = 10_000;
/** Short: who can't wait stands behind those who took their place before. */
const SOON_MS = 1_000;

/** One place in line takes this long. */
export const placeMs = ({ perMinute }: OutboundRate): number => 60_000 / perMinute;

/** So much of the line goes at once: all of the burst but the place itself. */
export const atOnceMs = (rate: OutboundRate): number => (rate.burst - 1) * placeMs(rate);

/** How long the line may be for one more of this urgency. `later` leaves half of the burst to those who can't wait. */
export const longestLineMs = (rate: OutboundRate, urgency: PostUrgency): number => {
  if (urgency === 'later') return Math.floor((rate.burst - 1) / 2) * placeMs(rate);
  return atOnceMs(rate) + (urgency === 'now' ? NOW_MS : SOON_MS);
};
