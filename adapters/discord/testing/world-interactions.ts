import { problemsOfChoices, problemsOfModal } from './form-rules.ts';
import { type Json, json, num } from './json.ts';
import {
  COMPONENTS_V2,
  checkBody,
  deleteMessage,
  EPHEMERAL,
  editMessage,
  LOADING,
  postMessage,
  type WorldCore,
} from './world-messages.ts';
import { placeOf, toMessage } from './world-payloads.ts';
import { formRefusal, refusal } from './world-refusal.ts';
import type { ChannelState, FileState, InteractionState, MessageState, WorldState } from './world-state.ts';

export const TOKEN_MS = 15 * 60_000;

/** What came of something a person did. */
export interface InteractionResult {
  readonly id: string;
  readonly token: string;
  /** 4 message, 5 later, 6 nothing changes, 7 changed, 8 choices, 9 form; null: none came in time. */
  readonly firstAnswer: number | null;
  readonly answeredInMs: number | null;
  /** The person was shown "This interaction failed" or "The application did not respond". */
  readonly failed: boolean;
  readonly data: Json;
}

export interface OpenModal {
  readonly userId: string;
  readonly channelId: string;
  readonly sourceId: string | null;
  readonly modal: Json;
}

export interface StartInteraction {
  readonly type: number;
  readonly userId: string;
  readonly channel: ChannelState;
  readonly data: Json;
  readonly source?: MessageState | null;
  /** Over what Discord would send. */
  readonly over?: Json;
}

export interface Interactions {
  /** Brings it to the app, and resolves when it was answered or could not be any more. */
  start(wanted: StartInteraction): Promise<InteractionResult>;
  /** The first answer, over whichever way. Throws Discord's refusal. */
  answer(interaction: InteractionState, body: Json, files?: readonly FileState[]): MessageState | null;
  byIdAndToken(id: string, token: string): InteractionState;
  /** While its token is good. */
  byToken(token: string): InteractionState;
  /** It came to nothing. */
  fail(interaction: InteractionState): void;
  followUp(token: string, body: Json, files: readonly FileState[]): MessageState;
  original(token: string): MessageState;
  readonly modals: OpenModal[];
  /** As it was last brought, by id. */
  readonly sent: Map<string, Json>;
  stop(): void;
}

export const createInteractions = (
  core: WorldCore,
  options: {
    readonly answerWithinMs: number;
    readonly send: (payload: Json, interaction: InteractionState) => void;
  },
): Interactions => {
  const { state } = core;
  const waiting = createWaiting(options.answerWithinMs);
  const modals: OpenModal[] = [];
  const sent = new Map<string, Json>();
  const interactions: Interactions = {
    modals,
    sent,
    ...byTokens(state),
    start(wanted) {
      const interaction = newInteraction(core, wanted);
      const payload = toPayload(core, interaction, wanted);
      sent.set(interaction.id, payload);
      const result = waiting.begin(interaction);
      options.send(payload, interaction);
      return result;
    },
    answer(interaction, body, files = []) {
      if (interaction.answer) throw refusal(40060);
      const inMs = state.now() - interaction.at;
      if (inMs >= options.answerWithinMs) throw refusal(10062);
      const type = num(body.type);
      const data = json(body.data);
      checkAnswer(interaction, type, data, files);
      // What is refused here is no answer yet.
      const message = applyAnswer(core, interaction, type, data, files);
      interaction.answer = { type, inMs, data };
      const { userId, channelId, sourceId } = interaction;
      if (type === MODAL) interactions.modals.push({ userId, channelId, sourceId, modal: data });
      waiting.end(interaction);
      return message;
    },
    fail: waiting.end,
    followUp(token, body, files) {
      const interaction = interactions.byToken(token);
      const loading = interaction.isLoading ? state.messages.get(interaction.originalId ?? '') : undefined;
      checkBody(body, files);
      // What comes first takes the place of "is thinking…".
      interaction.isLoading = false;
      if (loading) return editMessage(core, loading, body, files);
      return respond(core, interaction, body, files);
    },
    stop: waiting.stop,
  };
  return interactions;
};

const MODAL = 9;

const byTokens = (state: WorldState) => {
  const byToken = (token: string): InteractionState => {
    const found = state.interactions.get(token);
    if (!found) throw refusal(10015);
    if (state.now() - found.at >= TOKEN_MS) throw refusal(50027);
    if (!found.answer) throw refusal(10015);
    return found;
  };
  return {
    byToken,
    byIdAndToken(id: string, token: string): InteractionState {
      const found = state.interactions.get(token);
      if (!found || found.id !== id) throw refusal(10062);
      return found;
    },
    original(token: string): MessageState {
      const message = state.messages.get(byToken(token).originalId ?? '');
      if (!message) throw refusal(10008);
      return message;
    },
  };
};

/** People who wait for a first answer, until it is too late. */
const createWaiting = (answerWithinMs: number) => {
  const waiting = new Map<string, () => void>();
  const end = ({ id }: { readonly id: string }): void => waiting.get(id)?.();
  return {
    end,
    begin: (interaction: InteractionState): Promise<InteractionResult> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => end(interaction), answerWithinMs);
        waiting.set(interaction.id, () => {
          clearTimeout(timer);
          waiting.delete(interaction.id);
          resolve(toResult(interaction));
        });
      }),
    stop() {
      for (const done of [...waiting.values()]) done();
    },
  };
};

const newInteraction = ({ state }: WorldCore, wanted: StartInteraction): InteractionState => {
  const id = state.id();
  const interaction: InteractionState = {
    id,
    token: `${Buffer.from(`interaction:${id}`).toString('base64url')}.${crypto.randomUUID()}`,
    type: wanted.type,
    userId: wanted.userId,
    channelId: wanted.channel.id,
    at: state.now(),
    sourceId: wanted.source?.id ?? null,
    answer: null,
    originalId: null,
    isLoading: false,
  };
  state.interactions.set(interaction.token, interaction);
  return interaction;
};

const toPayload = ({ state }: WorldCore, interaction: InteractionState, wanted: StartInteraction): Json => ({
  id: interaction.id,
  application_id: state.applicationId,
  type: interaction.type,
  token: interaction.token,
  version: 1,
  ...placeOf(state, wanted.userId, wanted.channel),
  ...(wanted.source ? { message: toMessage(state, wanted.source) } : {}),
  data: wanted.data,
  ...wanted.over,
});

const toResult = ({ id, token, answer }: InteractionState): InteractionResult => ({
  id,
  token,
  firstAnswer: answer?.type ?? null,
  answeredInMs: answer?.inMs ?? null,
  failed: answer === null,
  data: answer?.data ?? {},
});

/** Answers that fit what was done: command, component, completion, form. */
const FITTING: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

const checkAnswer = (
  { type: asked, sourceId }: InteractionState,
  type: number,
  data: Json,
  files: readonly FileState[],
): void => {
  const fits = (FITTING[asked] ?? []).includes(type) && ((type !== 6 && type !== 7) || sourceId !== null);
  if (!fits) {
    throw formRefusal([
      {
        at: 'type',
        code: 'INTERACTION_APPLICATION_COMMAND_CALLBACK_INVALID',
        message: `Not for this: ${type}`,
      },
    ]);
  }
  if (type === 4) checkBody(data, files);
  const problems = type === 8 ? problemsOfChoices(data) : type === 9 ? problemsOfModal(data) : [];
  if (problems.length > 0) throw formRefusal(problems);
};

const respond = (
  core: WorldCore,
  interaction: InteractionState,
  body: Json,
  files: readonly FileState[],
  loading = 0,
): MessageState => {
  const { state } = core;
  const channel = state.channels.get(interaction.channelId);
  if (!channel) throw refusal(10003);
  const flags = (num(body.flags) & (EPHEMERAL | COMPONENTS_V2 | 4)) | loading;
  return postMessage(core, {
    channel,
    authorId: state.botId,
    body,
    files,
    flags,
    type: interaction.type === 2 && interaction.originalId === null ? 20 : 0,
    onlyFor: (flags & EPHEMERAL) === 0 ? null : interaction.userId,
    interactionId: interaction.id,
  });
};

const applyAnswer = (
  core: WorldCore,
  interaction: InteractionState,
  type: number,
  data: Json,
  files: readonly FileState[],
): MessageState | null => {
  const source = core.state.messages.get(interaction.sourceId ?? '') ?? null;
  if (type === 4 || type === 5) {
    const message = respond(core, interaction, data, files, type === 5 ? LOADING : 0);
    interaction.originalId = message.id;
    interaction.isLoading = type === 5;
    return message;
  }
  if (type === 6 || type === 7) interaction.originalId = interaction.sourceId;
  return type === 7 && source ? editMessage(core, source, data, files) : source;
};

/** The answer's own message is taken back. */
export const deleteOriginal = (core: WorldCore, interactions: Interactions, token: string): void => {
  const message = interactions.original(token);
  interactions.byToken(token).isLoading = false;
  deleteMessage(core, message);
};

export const callbackAnswer = (
  core: WorldCore,
  interaction: InteractionState,
  message: MessageState | null,
): Json => ({
  interaction: {
    id: interaction.id,
    type: interaction.type,
    response_message_id: message?.id,
    response_message_loading: interaction.isLoading,
    response_message_ephemeral: message?.onlyFor !== null,
    channel_id: interaction.channelId,
  },
  resource: {
    type: interaction.answer?.type,
    ...(message ? { message: toMessage(core.state, message) } : {}),
  },
});
