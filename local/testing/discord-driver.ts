import type { DiscordPerson, SeenInDiscord } from '../../adapters/discord/testing/discord-world.ts';
import type { Acted } from '../../adapters/discord/testing/person-tools.ts';
import { toMessageEvent } from '../../adapters/discord/testing/world-payloads.ts';
import type { DiscordStack } from './discord-stack.ts';
import {
  createLooking,
  type PeopleDriver,
  type PersonThere,
  type Place,
  type Shown,
} from './people-driver.ts';
import { says } from './person.ts';

/** Discord gives up after three seconds. */
const ANSWERED_MS = 3_000;
/** No token of an interaction lives longer than fifteen minutes. */
const TOKEN_MINUTES = 16;
const FORM = 9;

/** Discord, as its people use it. */
export const createDiscordDriver = (stack: DiscordStack): PeopleDriver => {
  const { discord, world, people } = stack;
  return {
    platform: 'discord',
    world,
    people: {
      anna: personIn(stack, people.anna),
      ben: personIn(stack, people.ben),
      carla: personIn(stack, people.carla),
      dave: personIn(stack, people.dave),
    },
    refusesDave: says('error.not_linked'),
    grewOld: () => discord.passMinutes(TOKEN_MINUTES),
  };
};

const personIn = ({ discord }: DiscordStack, person: DiscordPerson): PersonThere => {
  const { general } = discord.channels;
  const { state } = discord.inner.core;
  let last: (() => Promise<unknown>) | null = null;
  const saying = (messageId: string): void => {
    const message = state.messages.get(messageId);
    if (!message) throw new Error(`no message ${messageId}`);
    const event = toMessageEvent(state, message);
    last = async () => discord.gateway.dispatch('MESSAGE_CREATE', event);
  };
  const acting = async (deed: Promise<Acted>): Promise<Acted> => {
    const acted = await deed;
    last = () => discord.redeliver(acted.id);
    if (acted.failed) throw new Error('Discord says: This interaction failed');
    if ((acted.answeredInMs ?? ANSWERED_MS) >= ANSWERED_MS) throw new Error('it was not answered in time');
    return acted;
  };
  const answers = async (reason: string | undefined): Promise<void> => {
    const { fields } = await person.modal();
    const values = fields.map(({ customId, options: [first] }) => [customId, first?.value ?? reason ?? '']);
    await acting(person.submit(Object.fromEntries(values)));
  };

  const toShown = (seen: SeenInDiscord): Shown => ({
    id: seen.messageId,
    // Between the marks of what is data stands a sign that nobody sees.
    text: seen.text.replaceAll('\u200b', ''),
    buttons: seen.buttons.map(({ label }) => label),
    byBot: seen.by === null,
    onlyYou: seen.isEphemeral || seen.channelId === person.direct(),
    thread: seen.channelId === general ? seen.messageId : seen.channelId,
    async press(label, { reason, value } = {}) {
      const button = seen.buttons.find((one) => one.label === label);
      if (!button || button.disabled) throw new Error(`no button ${label}: ${seen.shown}`);
      const { firstAnswer } = await acting(person.press(seen, value ?? button.customId));
      if (firstAnswer === FORM) return answers(reason);
      if (reason !== undefined) throw new Error('no form was opened');
    },
  });
  const isThere = (place: Place): boolean => state.channels.has(place);

  return {
    async asks(words) {
      const messageId = await person.say(general, words, { mentionBot: true });
      saying(messageId);
      // The thread that hangs from the message has its id.
      return messageId;
    },
    async tells(words) {
      const { channelId, messageId } = await person.dm(words);
      saying(messageId);
      return channelId;
    },
    async commands(line) {
      const [, name = '', target = '', rest = ''] = /^\/(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
      const options = { target, ...(rest ? { arguments: rest } : {}) };
      await acting(person.command(name, options, { channelId: general }));
      return general;
    },
    async writes(thread, words) {
      saying(await person.say(thread, words));
    },
    async talks(words) {
      const messageId = await person.say(general, words);
      saying(messageId);
      return messageId;
    },
    async handsOver(messageId) {
      await acting(person.messageCommand('Run as a task', { messageId }));
      await person.modal();
      await acting(person.submit({}));
    },
    ...createLooking(
      person.name,
      async (place) => (isThere(place) ? person.reads(place).map(toShown) : []),
      async (place) => [place, general, person.direct()],
    ),
    async repeats() {
      if (!last) throw new Error(`${person.name} did nothing yet`);
      await Promise.all([last(), last()]);
    },
  };
};
