import { fileURLToPath } from 'node:url';
import { startOwnedProcess } from '../local/owned-process.ts';
import {
  type AckArm,
  type AckSizes,
  type Acks,
  countTasks,
  countWorkflows,
  measureAckRounds,
} from './ack-rounds.ts';
import type { AtEnd } from './at-end.ts';
import { BARE_START } from './bare-start.ts';
import { runLoad } from './measure-slack-load.ts';
import type { SlackBench } from './measure-slack-stack.ts';

/** No channel gets more than one mention a second, so that their cards have room. */
const CHANNELS = 100;

/** From a signed mention until its answer, at the product's api and at a bare Bolt app that starts a workflow. */
export const measureAcks = async (
  bench: SlackBench,
  atEnd: AtEnd,
  sizes: readonly AckSizes[],
): Promise<readonly Acks[]> => {
  const channels = await bench.newChannels(CHANNELS, 'acks');
  const bolt = await startBareBolt(bench, atEnd);
  const said = { userId: bench.anna.userId, text: 'run bench-two-steps', channels };
  const arm = (url: string, started: () => Promise<number>): AckArm => ({
    run: (load) => runLoad({ ...load, ...said, url }),
    started,
  });
  const arms = {
    ours: arm(bench.eventsUrl, () => countTasks(bench.stack)),
    bare: arm(bolt.url, () => countWorkflows(bench.stack, BARE_START)),
  };
  const results: Acks[] = [];
  for (const size of sizes) results.push(await measureAckRounds(bench.stack, arms, size));
  await bolt.stop();
  return results;
};

const startBareBolt = async ({ slack, stack }: SlackBench, atEnd: AtEnd) => {
  const bolt = startOwnedProcess({
    main: fileURLToPath(new URL('./bare-bolt.ts', import.meta.url)),
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: stack.temporalAddress,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  const stop = atEnd.add(() => bolt.stop());
  const { url } = await bolt.ready;
  return { url: String(url), stop };
};
