import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import type { SeenInSlack } from '../adapters/slack/testing/slack-person.ts';
import type { SlackCall } from '../adapters/slack/testing/slack-world.ts';
import { approvalWorkflowId } from '../core/contract/workflow-ids.ts';
import type { AtEnd } from './at-end.ts';
import { BARE_QUEUE } from './bare-worker.ts';
import { startBareWorker } from './bench-stack.ts';
import { whenQuiet } from './measure-actions.ts';
import type { SlackBench } from './measure-slack-stack.ts';
import { inTurns, median } from './rounds.ts';
import { until } from './tasks.ts';

export interface Clicks {
  /** Milliseconds from the click, one median a round: until its private answer is at Slack. */
  readonly answer: readonly number[];
  /** Until the card says so, too. */
  readonly card: readonly number[];
  readonly bare: readonly number[];
}

const RUN = 'run bench-approval';

/** Approve in Slack until it is seen there. Against an Update of a bare workflow and one call. One at a time, each when nothing else is going on. */
export const measureClicks = async (
  bench: SlackBench,
  atEnd: AtEnd,
  { samples, rounds }: { samples: number; rounds: number },
): Promise<Clicks> => {
  const [channel = ''] = await bench.newChannels(1, 'clicks');
  const stopBareWorker = await startBareWorker(bench.stack, atEnd);
  const cards: number[] = [];
  const arms = {
    answer: async (): Promise<number> => {
      const times = [];
      for (let n = 0; n < samples; n += 1) times.push(await clickOnce(bench, channel));
      cards.push(median(times.map(({ card }) => card)));
      return median(times.map(({ answer }) => answer));
    },
    bare: async (): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < samples; n += 1) times.push(await bareOnce(bench, channel));
      return median(times);
    },
  };
  await inTurns(1, arms);
  const figures = await inTurns(rounds, arms);
  await stopBareWorker();
  return { ...figures, card: cards.slice(-rounds) };
};

/** Milliseconds from `since` until Slack had answered the call. */
const seenAfter = (bench: SlackBench, since: number, what: string, is: (call: SlackCall) => boolean) =>
  until(what, async () => {
    const call = bench.slack.calls().findLast((one) => one.at >= since && one.ok && is(one));
    return call ? Math.max(1, call.at - since) : null;
  });

const clickOnce = async (
  bench: SlackBench,
  channel: string,
): Promise<{ readonly answer: number; readonly card: number }> => {
  const { slack, stack, ben } = bench;
  const card = await pendingCard(bench, channel);
  const triggerId = await slack.inner.interactions.trigger(ben.userId);
  const approvalId = approveValue(card);
  await whenQuiet(stack, approvalWorkflowId(stack.people.approver.tenantId, approvalId));
  await emptyLines(bench);
  const since = Date.now();
  const clicked = ben.click(card, 'Approve', { triggerId });
  const answer = await seenAfter(
    bench,
    since,
    'the private answer',
    ({ method, args }) => method === 'chat.postEphemeral' && args.user === ben.userId,
  );
  const changed = await seenAfter(
    bench,
    since,
    'the changed card',
    ({ method, args }) => method === 'chat.update' && args.ts === card.ts,
  );
  const { status } = await clicked;
  if (status !== 200) throw new Error(`the click was answered with ${status}`);
  const [task] = (await stack.stores.tasks.list(stack.people.requester.tenantId, { limit: 1 })).items;
  if (task) await stack.client.workflow.getHandle(task.workflowId).result();
  return { answer, card: Math.max(answer, changed) };
};

/** A new task's question, in a thread of its own. */
const pendingCard = async (bench: SlackBench, channel: string): Promise<SeenInSlack> => {
  await emptyLines(bench);
  const ts = await bench.anna.say(channel, `<@${bench.slack.botUserId}> ${RUN}`);
  return until('a card with Approve', async () => {
    const seen = await bench.ben.read(channel, ts);
    return seen.find(({ buttons }) => buttons.some(({ label }) => label === 'Approve'));
  });
};

const approveValue = ({ buttons }: SeenInSlack): string =>
  buttons.find(({ label }) => label === 'Approve')?.value ?? '';

/** What was said just before in this workspace takes no room from what is measured. */
const emptyLines = async ({ stack }: SlackBench): Promise<void> => {
  await stack.database.run(stack.people.requester.tenantId, {
    text: "update outbound_budgets set tat = now() - interval '10 minutes'",
    values: [],
  });
};

const bareOnce = async ({ stack, slack, ben, ...bench }: SlackBench, channel: string): Promise<number> => {
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const handle = await stack.client.workflow.start('bareDecisionWorkflow', {
    taskQueue: BARE_QUEUE,
    workflowId: `bench-click/${randomUUID()}`,
  });
  await whenQuiet(stack, handle.workflowId);
  const since = Date.now();
  const said = await handle.executeUpdate<string, [string]>('bareDecide', { args: ['approve'] });
  await web.chat.postEphemeral({ channel, user: ben.userId, text: said });
  const time = await seenAfter(
    { stack, slack, ben, ...bench },
    since,
    'the bare answer',
    ({ method, args }) => method === 'chat.postEphemeral' && args.text === said,
  );
  await handle.signal('bareEnd');
  await handle.result();
  return time;
};
