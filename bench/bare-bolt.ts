import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { BARE_QUEUE } from './bare-worker.ts';

/** A Slack app as the library's own first page has it: a mention starts a workflow, and is acknowledged when it has. */
export const BARE_START = 'bareStartWorkflow';

const main = async (): Promise<void> => {
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, TEMPORAL_ADDRESS } = process.env;
  const temporal = connectTemporal({
    TEMPORAL_ADDRESS: TEMPORAL_ADDRESS ?? '',
    TEMPORAL_NAMESPACE: 'default',
  });
  const receiver = new HTTPReceiver({
    signingSecret: SLACK_SIGNING_SECRET ?? '',
    processBeforeResponse: true,
    logLevel: LogLevel.ERROR,
  });
  const app = new App({
    token: SLACK_BOT_TOKEN ?? '',
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: SLACK_API_URL ?? '' },
  });
  app.event('app_mention', async ({ event }) => {
    await temporal.client.workflow.start(BARE_START, {
      taskQueue: BARE_QUEUE,
      workflowId: `bench-bolt/${event.channel}:${event.ts}`,
      args: [event.text],
    });
  });
  const server = await receiver.start({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await receiver.stop();
    await temporal.close();
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
  onParentGone(stop);
  reportReady({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` });
};

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}
