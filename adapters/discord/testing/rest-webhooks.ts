import type { Handler, WorldRequest } from './rest-request.ts';
import { callbackAnswer, deleteOriginal, type Interactions } from './world-interactions.ts';
import { deleteMessage, editMessage, type WorldCore } from './world-messages.ts';
import { toMessage } from './world-payloads.ts';
import { refusal } from './world-refusal.ts';
import type { MessageState } from './world-state.ts';

/** Answers to interactions: the first, and those that follow by its token. */
export const webhookRoutes = (
  core: WorldCore,
  interactions: Interactions,
): Readonly<Record<string, Handler>> => {
  const { state } = core;
  const tokenOf = ({ params }: WorldRequest): string => {
    if (params.applicationId !== state.applicationId) throw refusal(10015);
    return params.interactionToken ?? '';
  };
  const followUpOf = (request: WorldRequest): MessageState => {
    const interaction = interactions.byToken(tokenOf(request));
    const message = state.messages.get(request.params.messageId ?? '');
    const isIts = message?.interactionId === interaction.id || message?.id === interaction.originalId;
    if (!message || !isIts) throw refusal(10008);
    return message;
  };
  return {
    'interaction.answer': ({ params, query, body, files }) => {
      const { interactionId = '', interactionToken = '' } = params;
      const interaction = interactions.byIdAndToken(interactionId, interactionToken);
      const message = interactions.answer(interaction, body, files);
      return query.get('with_response') === 'true' ? callbackAnswer(core, interaction, message) : null;
    },
    'interaction.original.get': (request) => toMessage(state, interactions.original(tokenOf(request))),
    'interaction.original.update': (request) => {
      const message = interactions.original(tokenOf(request));
      const edited = editMessage(core, message, request.body, request.files);
      interactions.byToken(tokenOf(request)).isLoading = false;
      return toMessage(state, edited);
    },
    'interaction.original.delete': (request) => {
      deleteOriginal(core, interactions, tokenOf(request));
      return null;
    },
    'interaction.followUp': (request) =>
      toMessage(state, interactions.followUp(tokenOf(request), request.body, request.files)),
    'interaction.followUp.update': (request) =>
      toMessage(state, editMessage(core, followUpOf(request), request.body, request.files)),
    'followUp.get': (request) => toMessage(state, followUpOf(request)),
    'followUp.delete': (request) => {
      deleteMessage(core, followUpOf(request));
      return null;
    },
  };
};
