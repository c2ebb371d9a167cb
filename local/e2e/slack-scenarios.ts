import { afterAll, beforeAll } from 'vitest';
import type { PeopleDriver } from '../testing/people-driver.ts';
import { createSlackDriver } from '../testing/slack-driver.ts';
import { type SlackStack, startSlackStack, type Transport } from '../testing/slack-stack.ts';
import { describeScenarios } from './scenarios/describe-scenarios.ts';
import { describeWaysIn } from './slack-ways-in.ts';

/** What people do in Slack and see there, the same over both transports. */
export const describeSlack = (transport: Transport): void => {
  let stack: SlackStack;
  let driver: PeopleDriver;
  beforeAll(async () => {
    stack = await startSlackStack(transport);
    driver = createSlackDriver(stack);
  });
  afterAll(() => stack?.stop());

  describeWaysIn(() => stack);
  describeScenarios('slack', () => driver);
};
