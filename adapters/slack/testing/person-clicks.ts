import { until } from '../../../local/testing/until.ts';
import { INNER_TOKEN, SEED } from './emulated-slack.ts';
import { type AssistantPane, paneKey } from './front-state.ts';
import type { RespondPlace } from './interactions.ts';
import type { Json } from './json.ts';
import { json, list } from './json.ts';
import { matches, type Tools } from './person-tools.ts';
import { type SlackView, toView } from './seen-in-slack.ts';
import type { Delivered } from './signer.ts';
import { stamp } from './slack-events.ts';
import {
  globalShortcut,
  messageClick,
  messageShortcut,
  slashCommand,
  viewClick,
  viewClosed,
  viewSubmission,
} from './slack-payloads.ts';
import type { SlackPerson } from './slack-person.ts';
import { namesOf } from './slack-words.ts';
import { typed } from './typed.ts';

const SOON_MS = 10_000;

type Pressing = Pick<SlackPerson, 'click' | 'command' | 'messageShortcut' | 'globalShortcut'>;

export const pressing = ({ world, person, call, by, send }: Tools): Pressing => {
  const { interactions } = world.inner;
  const placeOf = (channel: string, over: Partial<RespondPlace> = {}): RespondPlace => ({
    userId: person.userId,
    channel,
    threadTs: null,
    messageTs: null,
    isEphemeral: false,
    ...over,
  });
  return {
    async click(at, label, over = {}) {
      const { value, actionId, blockId, triggerId, ...how } = over;
      const button = at.buttons.find((one) =>
        typeof label === 'string' ? one.label === label : label.test(one.label),
      );
      if (!button)
        throw new Error(`no button ${String(label)}: ${at.buttons.map((one) => one.label).join()}`);
      const pressed = {
        ...button,
        ...(value === undefined ? {} : { value }),
        ...(actionId === undefined ? {} : { actionId }),
        ...(blockId === undefined ? {} : { blockId }),
      };
      const known = triggerId === undefined ? {} : { triggerId };
      if (!('ts' in at)) return send(['interactive', viewClick(await by(known, at.id), at, pressed)], how);
      const { channel, ts: messageTs, threadTs, onlyYou: isEphemeral } = at;
      const url = interactions.respondUrl(placeOf(channel, { threadTs, messageTs, isEphemeral }));
      return send(['interactive', messageClick(await by(known), at, pressed, url)], how);
    },
    async command(name, text, channel, over) {
      const place = placeOf(channel);
      const url = interactions.respondUrl(place);
      const fields = slashCommand(await by(), name, typed(text, false), channel, url);
      const answer = await send(['slash_commands', fields], over);
      // What is answered at once is shown to who asked.
      if (answer.status === 200 && answer.body) {
        await interactions.answer(
          place,
          typeof answer.body === 'string' ? { text: answer.body } : json(answer.body),
        );
      }
      return answer;
    },
    async messageShortcut(callbackId, channel, ts, over) {
      const { messages } = await call('conversations.replies', { channel, ts });
      const found = list(messages).find((message) => message.ts === ts);
      if (!found) throw new Error(`no message ${ts}`);
      const url = interactions.respondUrl(placeOf(channel, { messageTs: ts }));
      return send(['interactive', messageShortcut(await by(), callbackId, channel, found, url)], over);
    },
    globalShortcut: async (callbackId, over) =>
      send(['interactive', globalShortcut(await by(), callbackId)], over),
  };
};

export const forms = ({
  world,
  person,
  by,
  send,
}: Tools): Pick<SlackPerson, 'modal' | 'modals' | 'submit' | 'closeModal'> => {
  const { state, call } = world.inner;
  const stack = (): readonly Json[] => state.modals.get(person.userId) ?? [];
  const modals = (): readonly SlackView[] => stack().map((view) => toView(namesOf(state), view));
  const answered = async (view: SlackView, body: Json): Promise<void> => {
    const { response_action: action } = body;
    if (action === 'errors') return;
    if (action === 'clear') state.modals.set(person.userId, []);
    else if (action === 'update') {
      const updated = await call(INNER_TOKEN, 'views.update', { view_id: view.id, view: body.view });
      const fresh = json(updated.view);
      state.modals.set(
        person.userId,
        stack().map((one) => (one.id === view.id ? fresh : one)),
      );
    } else
      state.modals.set(
        person.userId,
        stack().filter((one) => one.id !== view.id),
      );
  };
  return {
    modals,
    modal: (words = '') =>
      until(
        `a form of ${person.name}: ${String(words)}`,
        () => {
          const top = modals().at(-1);
          if (!top || matches(top.text, words)) return top;
          throw new Error(top.text);
        },
        SOON_MS,
      ),
    async submit(view, values, over) {
      const answer = await send(['interactive', viewSubmission(await by({}, view.id), view, values)], over);
      if (answer.status === 200) await answered(view, json(answer.body));
      return answer;
    },
    async closeModal() {
      const view = modals().at(-1);
      if (!view) throw new Error('no form is open');
      state.modals.set(person.userId, stack().slice(0, -1));
      if (view.raw.notify_on_close) await send(['interactive', viewClosed(await by(), view)]);
    },
  };
};

export const opening = ({
  world,
  person,
  target,
  direct,
}: Tools): Pick<SlackPerson, 'openHome' | 'home' | 'openAssistant'> => {
  const { state } = world.inner;
  const NONE: Delivered = { status: 0, answeredWithinMs: 0, body: null, noRetry: false };
  return {
    async openHome() {
      const event = { type: 'app_home_opened', user: person.userId, channel: await direct(), tab: 'home' };
      const view = state.homes.get(person.userId);
      const sent = await world.events.send(
        { ...event, event_ts: stamp(), ...(view ? { view } : {}) },
        target,
      );
      return sent.answers.at(-1) ?? NONE;
    },
    home: (words = '') =>
      until(
        `the home page of ${person.name}: ${String(words)}`,
        () => {
          const shown = state.homes.get(person.userId);
          const view = shown ? toView(namesOf(state), shown) : null;
          if (!view || matches(view.text, words)) return view;
          throw new Error(view.text);
        },
        SOON_MS,
      ),
    async openAssistant() {
      const channel = await direct();
      // The thread hangs from a message that Slack itself puts there.
      const root = await world.as(INNER_TOKEN, 'chat.postMessage', {
        channel,
        text: 'New Assistant Thread',
      });
      const threadTs = String(root.ts);
      const context = { channel_id: SEED.channels.general, team_id: SEED.teamId, enterprise_id: null };
      const thread = { user_id: person.userId, context, channel_id: channel, thread_ts: threadTs };
      await world.events.send(
        { type: 'assistant_thread_started', assistant_thread: thread, event_ts: stamp() },
        target,
      );
      const pane = (): AssistantPane =>
        state.panes.get(paneKey(channel, threadTs)) ?? { status: '', title: '', prompts: [] };
      return { channel, threadTs, pane };
    },
  };
};
