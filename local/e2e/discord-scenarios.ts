import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { createDiscordDriver } from '../testing/discord-driver.ts';
import { type DiscordStack, type DiscordTransport, startDiscordStack } from '../testing/discord-stack.ts';
import type { PeopleDriver } from '../testing/people-driver.ts';
import { describeScenarios } from './scenarios/describe-scenarios.ts';

/** What people do in Discord and see there, the same over both transports. */
export const describeDiscord = (transport: DiscordTransport): void => {
  let stack: DiscordStack;
  let driver: PeopleDriver;
  beforeAll(async () => {
    stack = await startDiscordStack(transport);
    driver = createDiscordDriver(stack);
  });
  afterAll(() => stack?.stop());

  const general = (): string => stack.discord.channels.general;

  describe('what Discord alone has', () => {
    it(scenario('choices', 'choices while a command is typed'), async () => {
      const { anna, dave } = stack.people;
      const { choices } = await anna.complete('run', 'target', 'workspace', { channelId: general() });
      expect(choices.map(({ value }) => value)).toContain('workspace-report');
      expect((await dave.complete('run', 'target', '', { channelId: general() })).choices).toEqual([]);
    });

    it('who must decide is called by name', async () => {
      const { anna, ben } = driver.people;
      const thread = await anna.asks('run files.write_file path=called.md content=x');
      // There is no such channel before there is something to show in it.
      await ben.sees(thread, 'Approval needed');
      const approval = await stack.people.ben.sees(thread, 'Approval needed');
      expect(approval.calls).toContain(stack.people.ben.userId);
    });
  });

  describeScenarios('discord', () => driver);
};
