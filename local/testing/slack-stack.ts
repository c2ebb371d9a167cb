import { createSlackPerson, type SlackPerson } from '../../adapters/slack/testing/slack-person.ts';
import { type SlackWorld, startSlackWorld } from '../../adapters/slack/testing/slack-world.ts';
import { until } from './until.ts';
import { startWorld, type World } from './world.ts';

export type Transport = 'http' | 'socket';

/** The whole product in its real processes, joined to a Slack workspace with people in it. */
export interface SlackStack {
  readonly transport: Transport;
  readonly slack: SlackWorld;
  readonly world: World;
  /** Anna asks, Ben approves, Carla is the admin; Dave is in the workspace and nobody here knows him. */
  readonly people: Readonly<Record<'anna' | 'ben' | 'carla' | 'dave', SlackPerson>>;
  stop(): Promise<void>;
}

const MEMBERS = { anna: 'requester', ben: 'approver', carla: 'admin' } as const;

export const startSlackStack = async (
  transport: Transport,
  options: { readonly env?: NodeJS.ProcessEnv; readonly rates?: 'slack' | 'none' } = {},
): Promise<SlackStack> => {
  const slack = await startSlackWorld({ rates: options.rates ?? 'none' });
  const world = await startWorld({
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(transport === 'socket'
        ? { SLACK_APP_TOKEN: slack.appToken }
        : { SLACK_SIGNING_SECRET: slack.signingSecret }),
      ...options.env,
    },
  });
  slack.deliverTo(transport === 'http' ? `${world.url}/slack/events` : 'socket');
  const target = transport === 'http' ? { http: world.url } : { socket: true as const };
  const person = (name: keyof typeof slack.people): SlackPerson =>
    createSlackPerson(slack, slack.people[name], target);
  const people = { anna: person('anna'), ben: person('ben'), carla: person('carla'), dave: person('dave') };
  for (const [name, role] of Object.entries(MEMBERS)) {
    await linkInSlack(world, people[name as keyof typeof people], role);
  }
  return {
    transport,
    slack,
    world,
    people,
    async stop() {
      await world.stop();
      await slack.stop();
    },
  };
};

/** As a person does it: a code from the web chat, sent in Slack. */
export const linkInSlack = async (
  world: World,
  person: SlackPerson,
  role: (typeof MEMBERS)[keyof typeof MEMBERS],
): Promise<void> => {
  const threadKey = crypto.randomUUID();
  await world.people[role].say(threadKey, '/link');
  const { text } = await world.people[role].sees(threadKey, /\/link [A-Z0-9]{10}/);
  const [, code = ''] = /\/link ([A-Z0-9]{10})/.exec(text) ?? [];
  const { channel, ts } = await person.dm(`/link ${code}`);
  await until(`${person.name} is linked`, async () => {
    const messages = await person.read(channel, ts);
    const all = [...messages, ...(await person.read(channel))].map((message) => message.text).join('\n');
    if (/You are|linked/i.test(all)) return true;
    throw new Error(all);
  });
};
