import type { Acks } from './ack-rounds.ts';
import type { AtEnd } from './at-end.ts';
import { measureAcks } from './measure-slack-acks.ts';
import { type Busy, measureBusy } from './measure-slack-busy.ts';
import { type Clicks, measureClicks } from './measure-slack-clicks.ts';
import { startSlackBench } from './measure-slack-stack.ts';

export interface SlackFigures {
  readonly acks: readonly Acks[];
  readonly clicks: Clicks;
  readonly busy: Busy;
}

export interface SlackSizes {
  readonly rounds: number;
  /** Clicks a round. */
  readonly samples: number;
  /** Of mentions, a round. */
  readonly seconds: number;
  readonly noisy: number;
  readonly asking: number;
}

/** A rate Slack never sends to one workspace for long, and one at which this machine is not full. */
const PER_SECOND = [100, 20];

/** The product joined to an emulated Slack: once without Slack's rates, for what is our own, and once with them. */
export const measureSlack = async (atEnd: AtEnd, sizes: SlackSizes): Promise<SlackFigures> => {
  const bench = await startSlackBench(atEnd);
  const clicks = await measureClicks(bench, atEnd, sizes);
  const { seconds, rounds } = sizes;
  const acks = await measureAcks(
    bench,
    atEnd,
    PER_SECOND.map((perSecond) => ({ perSecond, seconds, rounds })),
  );
  await atEnd.end();
  const limited = await startSlackBench(atEnd, { rates: 'slack' });
  const busy = await measureBusy(limited, { tasks: sizes.noisy, asking: sizes.asking });
  await atEnd.end();
  return { acks, clicks, busy };
};
