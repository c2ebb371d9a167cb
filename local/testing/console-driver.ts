import { randomUUID } from 'node:crypto';
import type { Card, CardButton } from '../../core/card.ts';
import { formatText } from '../../core/messages/format.ts';
import type { ConsoleMessage } from '../../core/ports/stores.ts';
import { renderCard, renderForm, renderNotice } from '../../core/testing/render-text.ts';
import {
  createLooking,
  type PeopleDriver,
  type PersonThere,
  type Place,
  type Shown,
} from './people-driver.ts';
import { type Person, READER, SOME, says } from './person.ts';
import type { World } from './world.ts';

/** The web chat, through what its page sends and gets. */
export const createConsoleDriver = (world: World): PeopleDriver => {
  const { requester, approver, admin, stranger } = world.people;
  return {
    platform: 'console',
    world,
    people: {
      anna: personAt(requester),
      ben: personAt(approver),
      carla: personAt(admin),
      dave: personAt(stranger),
    },
    refusesDave: says('notice.not_entitled', { who: SOME, number: SOME }),
    // Nothing on the page has a deadline of its own.
    grewOld: () => undefined,
  };
};

type Send = () => Promise<{ readonly status: number }>;

const personAt = (person: Person): PersonThere => {
  let last: Send | null = null;
  const send = async (deed: Send): Promise<void> => {
    last = deed;
    const { status } = await deed();
    if (status !== 202) throw new Error(`the page answered ${status}`);
  };
  const says = async (threadKey: Place, words: string): Promise<Place> => {
    const messageId = randomUUID();
    await send(() => person.say(threadKey, words, messageId));
    return threadKey;
  };
  const messagesOf = async (threadKey: Place): Promise<readonly ConsoleMessage[]> =>
    (await person.read(threadKey)).map(({ message }) => message);
  const reads = async (threadKey: Place): Promise<readonly Shown[]> =>
    (await messagesOf(threadKey)).filter(({ body }) => body.kind !== 'form').map(toShown(threadKey));

  const toShown =
    (threadKey: Place) =>
    (message: ConsoleMessage): Shown => ({
      id: message.slot,
      text: textOf(message),
      buttons: buttonsOf(message).map(labelOf),
      byBot: message.author.kind === 'bot',
      onlyYou: message.visibleTo !== null,
      thread: threadKey,
      async press(label, { reason, value } = {}) {
        const button = buttonsOf(message).find((one) => labelOf(one) === label);
        if (!button) throw new Error(`no button ${label}: ${buttonsOf(message).map(labelOf).join()}`);
        const digest = cardOf(message)?.digest;
        const click = (interactionId: string, values?: Readonly<Record<string, string>>) =>
          send(() =>
            person.page('POST', '/console/api/actions', {
              threadKey,
              slot: message.slot,
              action: button.action,
              value: value ?? button.value,
              interactionId,
              ...(values ? { values } : {}),
              ...(digest === undefined ? {} : { shownDigest: digest }),
            }),
          );
        const interactionId = randomUUID();
        await click(interactionId);
        const asked = (await messagesOf(threadKey)).find(
          ({ body }) => body.kind === 'form' && body.interactionId === interactionId,
        );
        if (asked?.body.kind !== 'form') return;
        const [field] = asked.body.form.fields;
        if (!field || !reason) throw new Error(`it asks: ${renderForm(asked.body.form, READER)}`);
        await click(randomUUID(), { [field.name]: reason });
      },
    });

  return {
    asks: (words) => says(randomUUID(), `@countersign ${words}`),
    tells: (words) => says(randomUUID(), words),
    commands: (line) => says(randomUUID(), line),
    async writes(thread, words) {
      await says(thread, words);
    },
    async talks() {
      throw new Error('on the web chat everything is said to the bot');
    },
    async handsOver() {
      throw new Error('on the web chat no message has a menu');
    },
    ...createLooking(person.name, reads, async (place) => [place]),
    async repeats() {
      if (!last) throw new Error(`${person.name} did nothing yet`);
      await Promise.all([last(), last()]);
    },
  };
};

const labelOf = ({ label }: CardButton): string => formatText(label, READER);

const cardOf = ({ body }: ConsoleMessage): Card | undefined =>
  body.kind === 'card' ? body.card : body.kind === 'notice' ? body.notice.card : undefined;

const buttonsOf = (message: ConsoleMessage): readonly CardButton[] => [
  ...(message.body.kind === 'notice' ? (message.body.notice.buttons ?? []) : []),
  ...(cardOf(message)?.buttons ?? []),
];

const bare = (card: Card): Card => ({ ...card, buttons: [] });

/** What is written in it; not the labels of its buttons. */
const textOf = ({ body }: ConsoleMessage): string => {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'card':
      return renderCard(bare(body.card), READER);
    case 'notice': {
      const { buttons: _, card, ...notice } = body.notice;
      return renderNotice({ ...notice, ...(card ? { card: bare(card) } : {}) }, READER);
    }
    case 'form':
      return renderForm(body.form, READER);
  }
};
