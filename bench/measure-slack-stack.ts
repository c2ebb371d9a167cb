import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createSlackPerson } from '../adapters/slack/testing/slack-person.ts';
import { type SlackWorldOptions, startSlackWorld } from '../adapters/slack/testing/slack-world.ts';
import type { AtEnd } from './at-end.ts';
import { writeSkills } from './bench-skills.ts';
import { startBenchStack } from './bench-stack.ts';

export type SlackBench = Awaited<ReturnType<typeof startSlackBench>>;

/** The whole product joined to an emulated Slack workspace over HTTP: Anna asks, Ben approves. */
export const startSlackBench = async (atEnd: AtEnd, options: SlackWorldOptions = {}) => {
  const slack = await startSlackWorld(options);
  atEnd.add(() => slack.stop());
  const stack = await startBenchStack(atEnd, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    COUNTERSIGN_SKILLS_FILE: await writeSkills(atEnd),
  });
  const eventsUrl = `${stack.url}/slack/events`;
  slack.deliverTo(eventsUrl);
  const place = { platform: 'slack', workspaceId: slack.teamId } as const;
  const { identities } = createPostgresChatStores(stack.database);
  const { requester, approver } = stack.people;
  await identities.link(requester.tenantId, requester.memberId, place, slack.people.anna.userId);
  await identities.link(approver.tenantId, approver.memberId, place, slack.people.ben.userId);
  const person = (name: 'anna' | 'ben') => createSlackPerson(slack, slack.people[name], { http: stack.url });
  return {
    stack,
    slack,
    eventsUrl,
    anna: person('anna'),
    ben: person('ben'),
    /** More channels with the bot and both of them in it. */
    async newChannels(count: number, name: string): Promise<readonly string[]> {
      const ids: string[] = [];
      for (let n = 1; n <= count; n += 1) {
        const { anna, ben } = slack.people;
        const { channel } = await slack.as(anna.token, 'conversations.create', { name: `${name}-${n}` });
        const { id } = channel as { readonly id: string };
        const users = `${ben.userId},${slack.botUserId}`;
        await slack.as(anna.token, 'conversations.invite', { channel: id, users });
        ids.push(id);
      }
      return ids;
    },
  };
};
