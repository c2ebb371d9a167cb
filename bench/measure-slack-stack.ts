import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createSlackPerson } from '../adapters/slack/testing/slack-person.ts';
import { type SlackWorldOptions, startSlackWorld } from '../adapters/slack/testing/slack-world.ts';
import type { AtEnd } from './at-end.ts';
import { startBenchStack } from './bench-stack.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const DEFAULT_SKILLS = here('../local/defaults/skills.yaml');
const COUNTING_SERVER = here('../adapters/mcp/testing/counting-server.ts');

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

/** Beside the default skills two copies of a server that waits and counts: `ledger` asks for an approval. */
const writeSkills = async (atEnd: AtEnd): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-skills-'));
  atEnd.add(() => rm(folder, { recursive: true, force: true }));
  const server = (name: string, more: readonly string[]): string =>
    [
      `  ${name}:`,
      '    backend: mcp',
      '    transport: stdio',
      `    command: ${JSON.stringify(process.execPath)}`,
      `    args: ${JSON.stringify([COUNTING_SERVER, join(folder, `${name}.txt`)])}`,
      ...more,
      '',
    ].join('\n');
  const file = join(folder, 'skills.yaml');
  const counting = server('counting', ['    actions:', '      slow_append: { approval: never }']);
  await writeFile(file, [readFileSync(DEFAULT_SKILLS, 'utf8'), counting, server('ledger', [])].join('\n'));
  return file;
};
