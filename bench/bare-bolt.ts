import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { runBareBot } from './bare-start.ts';

/** A Slack app as the library's own first page has it: a mention starts a workflow, and is acknowledged when it has. */
runBareBot(async (start) => {
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL } = process.env;
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
  app.event('app_mention', ({ event }) => start(`bench-bolt/${event.channel}:${event.ts}`, event.text));
  const server = await receiver.start({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return { ready: { url }, stop: () => receiver.stop() };
});
