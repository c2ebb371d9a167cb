import { checkMessage, checkModal } from './component-rules.ts';
import { json, list, num } from './json.ts';
import type { RestServer } from './rest-server.ts';
import type { Delivery } from './world-delivery.ts';
import { COMPONENTS_V2 } from './world-messages.ts';

const CONTENT_CODES = [40005, 50006, 50035];
const MESSAGES = ['message.create', 'message.update', 'interaction.original.update', 'interaction.followUp'];

/** What was wrong with what the bot sent, over calls and over answers to its address. */
export const createChecks = (rest: RestServer, delivery: Delivery) => ({
  problems: (): readonly string[] => [
    ...rest
      .calls()
      .filter(({ code }) => CONTENT_CODES.includes(code))
      .map(({ route, refusal }) => `${route}: ${refusal}`),
    ...delivery.refused.map(({ code, errors }) => `answer: ${code} ${JSON.stringify(errors)}`),
  ],
  ruleBreaks: (): readonly string[] => [
    ...rest.calls().flatMap(({ route, body }) => {
      if (MESSAGES.includes(route)) return inMessage(body);
      return route === 'interaction.answer' ? inAnswer(body) : [];
    }),
    ...delivery.answers.flatMap(({ body }) => inAnswer(body)),
  ],
});

const inMessage = (body: unknown): readonly string[] => {
  const { flags, components, allowed_mentions: mentions } = json(body);
  return (num(flags) & COMPONENTS_V2) === 0 ? [] : checkMessage({ components: list(components), mentions });
};

const MODAL = 9;

const inAnswer = (body: unknown): readonly string[] => {
  const { type, data } = json(body);
  return type === MODAL ? checkModal(json(data)) : inMessage(data);
};
