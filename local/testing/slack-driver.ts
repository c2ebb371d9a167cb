import type { SeenInSlack, SlackPerson } from '../../adapters/slack/testing/slack-person.ts';
import {
  createLooking,
  type PeopleDriver,
  type PersonThere,
  type Place,
  type Shown,
} from './people-driver.ts';
import { says } from './person.ts';
import type { SlackStack } from './slack-stack.ts';

/** Slack, as its people use it. */
export const createSlackDriver = (stack: SlackStack): PeopleDriver => {
  const { world, people } = stack;
  return {
    platform: 'slack',
    world,
    people: {
      anna: personIn(stack, people.anna),
      ben: personIn(stack, people.ben),
      carla: personIn(stack, people.carla),
      dave: personIn(stack, people.dave),
    },
    refusesDave: says('error.not_linked'),
    // Cards are edited by channel and time stamp; no token of a click is kept.
    grewOld: () => undefined,
  };
};

const toPlace = (channel: string, ts: string | null): Place => `${channel}/${ts ?? ''}`;
const fromPlace = (place: Place): readonly [string, string | null] => {
  const [channel = '', ts = ''] = place.split('/');
  return [channel, ts || null];
};

const personIn = ({ slack }: SlackStack, person: SlackPerson): PersonThere => {
  const { general } = slack.channels;
  let last: (() => Promise<unknown>) | null = null;
  const says = async (channel: string, words: string, threadTs: string | null = null): Promise<Place> => {
    const ts = await person.say(channel, words, threadTs ? { threadTs } : {});
    last = () => slack.redeliver();
    return toPlace(channel, threadTs ?? ts);
  };
  const interacts = async (deed: Promise<{ readonly status: number; readonly body: unknown }>) => {
    last = () => person.repeat();
    const { status, body } = await deed;
    if (status !== 200) throw new Error(`Slack got ${status}: ${JSON.stringify(body)}`);
  };

  const toShown = (seen: SeenInSlack): Shown => ({
    id: `${seen.channel}/${seen.ts}`,
    text: seen.text,
    buttons: seen.buttons.map(({ label }) => label),
    byBot: seen.by === null,
    onlyYou: seen.onlyYou || seen.channel.startsWith('D'),
    thread: toPlace(seen.channel, seen.threadTs ?? seen.ts),
    async press(label, { reason, value } = {}) {
      await interacts(person.click(seen, label, value === undefined ? {} : { value }));
      if (reason === undefined) return;
      await interacts(person.submit(await person.modal(), { reason }));
    },
  });
  const reads = async (place: Place): Promise<readonly Shown[]> =>
    (await person.read(...fromPlace(place))).map(toShown);

  return {
    asks: (words) => says(general, `<@${slack.botUserId}> ${words}`),
    async tells(words) {
      const { channel, ts } = await person.dm(words);
      last = () => slack.redeliver();
      return toPlace(channel, ts);
    },
    async commands(line) {
      const [, name = '', words = ''] = /^\/(\S+)\s*(.*)$/.exec(line) ?? [];
      await interacts(person.command(name, words, general));
      return toPlace(general, null);
    },
    async writes(thread, words) {
      const [channel, ts] = fromPlace(thread);
      await says(channel, words, ts);
    },
    talks: (words) => says(general, words),
    async handsOver(message) {
      const [channel, ts] = fromPlace(message);
      await interacts(person.messageShortcut('run_as_task', channel, ts ?? ''));
      await interacts(person.submit(await person.modal(), {}));
    },
    // A thread in which nothing was said yet shows nobody anything: then it is said in the channel.
    ...createLooking(person.name, reads, async (place) => [
      place,
      toPlace(fromPlace(place)[0], null),
      toPlace(await person.direct(), null),
    ]),
    async repeats() {
      if (!last) throw new Error(`${person.name} did nothing yet`);
      await Promise.all([last(), last()]);
    },
  };
};
