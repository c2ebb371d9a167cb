import { randomUUID } from 'node:crypto';
import { type EmulatedSlack, INNER_TOKEN } from './emulated-slack.ts';
import type { FrontState } from './front-state.ts';
import type { Json } from './json.ts';
import { stamp } from './slack-events.ts';

/** Where something was clicked or commanded: what an answer to its response_url is about. */
export interface RespondPlace {
  readonly userId: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** null: there is no message, as with a command. */
  readonly messageTs: string | null;
  readonly isEphemeral: boolean;
}

export interface Responded {
  readonly place: RespondPlace;
  readonly body: Json;
  readonly at: number;
}

export interface Interactions {
  trigger(userId: string, viewId?: string): Promise<string>;
  userOfTrigger(triggerId: string): string | null;
  /** A new response_url. */
  respondUrl(place: RespondPlace): string;
  /** What was posted to the response_urls. */
  responded(): readonly Responded[];
  /** Does what is asked; false when the address is used up or nobody knows it. */
  respond(id: string, body: Json): Promise<boolean>;
  /** An answer in the place where it was asked, the same as for a response_url. */
  answer(place: RespondPlace, body: Json): Promise<void>;
}

export interface InteractionsDeps {
  readonly emulated: () => EmulatedSlack;
  readonly origin: () => string;
  readonly state: FrontState;
}

const USES = 5;
const LIFE_MS = 30 * 60_000;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const createInteractions = (deps: InteractionsDeps): Interactions => {
  const triggers = new Map<string, string>();
  const places = new Map<string, { readonly place: RespondPlace; readonly since: number; left: number }>();
  const responded: Responded[] = [];
  const answer = (place: RespondPlace, body: Json): Promise<void> => act(deps, place, body);
  return {
    async trigger(userId, viewId) {
      const args = { user_id: userId, ...(viewId ? { view_id: viewId } : {}) };
      const made = await deps.emulated().call(INNER_TOKEN, 'views.generateTriggerId', args);
      if (!made.ok) throw new Error(`no trigger for ${userId}: ${made.error}`);
      triggers.set(String(made.trigger_id), userId);
      return String(made.trigger_id);
    },
    userOfTrigger: (triggerId) => triggers.get(triggerId) ?? null,
    respondUrl(place) {
      const id = randomUUID();
      places.set(id, { place, since: Date.now(), left: USES });
      return `${deps.origin()}/respond/${id}`;
    },
    responded: () => responded,
    async respond(id, body) {
      const known = places.get(id);
      if (!known || known.left === 0 || Date.now() - known.since > LIFE_MS) return false;
      known.left -= 1;
      responded.push({ place: known.place, body, at: Date.now() });
      await answer(known.place, body);
      return true;
    },
    answer,
  };
};

const act = async ({ emulated, state }: InteractionsDeps, place: RespondPlace, body: Json): Promise<void> => {
  const { channel, messageTs, threadTs, userId } = place;
  const words = { text: String(body.text ?? ''), blocks: list(body.blocks) };
  const shown = { ...words, channel, userId, threadTs };
  const replaces = body.replace_original === true || body.delete_original === true;
  if (replaces && messageTs) {
    const gone = body.delete_original === true;
    if (place.isEphemeral) {
      state.ephemerals.replace(messageTs, gone ? null : { ...shown, ts: messageTs });
      return;
    }
    const method = gone ? 'chat.delete' : 'chat.update';
    await emulated().call(INNER_TOKEN, method, { channel, ts: messageTs, ...words });
    return;
  }
  if (words.text === '' && words.blocks.length === 0) return;
  if (body.response_type === 'in_channel') {
    const below = threadTs ? { thread_ts: threadTs } : {};
    await emulated().call(INNER_TOKEN, 'chat.postMessage', { channel, ...below, ...words });
  } else {
    state.ephemerals.add({ ...shown, ts: stamp() });
  }
};
