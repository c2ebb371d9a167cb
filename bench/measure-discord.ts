import type { AtEnd } from './at-end.ts';
import { type DiscordAcks, measureDiscordAcks, PATIENT } from './measure-discord-acks.ts';
import { type DiscordBusy, measureDiscordBusy } from './measure-discord-busy.ts';
import { startDiscordBench } from './measure-discord-stack.ts';

export interface DiscordFigures {
  readonly acks: DiscordAcks;
  readonly busy: readonly DiscordBusy[];
}

export interface DiscordSizes {
  readonly rounds: number;
  /** Of commands, a round. */
  readonly seconds: number;
  readonly noisy: number;
  readonly asking: number;
}

/** The same as for Slack. */
const PER_SECOND = [100, 20];

/** The product joined to a Discord of ours: once without Discord's rates, for what is our own, and once with them. */
export const measureDiscord = async (atEnd: AtEnd, sizes: DiscordSizes): Promise<DiscordFigures> => {
  const bench = await startDiscordBench(atEnd, PATIENT);
  const { seconds, rounds } = sizes;
  const acks = await measureDiscordAcks(
    bench,
    atEnd,
    PER_SECOND.map((perSecond) => ({ perSecond, seconds, rounds })),
  );
  await atEnd.end();
  const busy: DiscordBusy[] = [];
  for (const place of ['channel', 'thread'] as const) {
    const limited = await startDiscordBench(atEnd, { rates: 'discord' });
    busy.push(await measureDiscordBusy(limited, { tasks: sizes.noisy, asking: sizes.asking, place }));
    await atEnd.end();
  }
  return { acks, busy };
};
