import { CARD_ACTIONS, type CardActionName } from '../../../core/card.ts';
import { decodeText } from './message-text.ts';
import { asList, asObject, asText, type Fields, type FromTeam, readTeam, textAt } from './read.ts';
import { type Inbound, ignored, unsupported } from './types.ts';

/** Clicks, submitted forms and shortcuts. */
export const readInteraction = (body: Fields, type: string): Inbound => {
  const team = readTeam(body);
  const userId = textAt(body, 'user', 'id');
  if (!team || !userId) return unsupported(`a payload without workspace or user: ${type.slice(0, 40)}`);
  const triggerId = asText(body.trigger_id) ?? '';
  const by = { ...team, userId, triggerId };
  switch (type) {
    case 'block_actions':
      return readClick(body, by);
    case 'view_submission':
      return readSubmission(body, by);
    case 'view_closed':
      return ignored('a form was closed');
    case 'message_action':
      return readMessageShortcut(body, by);
    case 'shortcut':
      // Two without a trigger would be taken for one, and no form could be opened for either.
      if (!triggerId) return unsupported('a shortcut without its trigger');
      return {
        kind: 'global_shortcut',
        ...by,
        identity: `shortcut:${triggerId}`,
        callbackId: asText(body.callback_id) ?? '',
      };
    default:
      return unsupported(`payload ${type.slice(0, 40)}`);
  }
};

interface By extends FromTeam {
  readonly userId: string;
  readonly triggerId: string;
}

/** `approve`, or `approve:2` where several stand in one row. */
const readAction = (actionId: string): CardActionName | null => {
  const name = actionId.split(':', 1)[0];
  return CARD_ACTIONS.find((known) => known === name) ?? null;
};

const DIGEST = /^act:([\da-f]{64})$/;

const readClick = (body: Fields, by: By): Inbound => {
  const actions = asList(body.actions).map(asObject);
  const action = actions[0];
  if (!action) return unsupported('a click on nothing');
  if (asText(action.url)) return ignored('a link opens by itself');
  const actionId = asText(action.action_id) ?? '';
  const name = readAction(actionId);
  const value = asText(action.value);
  if (!name || value === null) return unsupported(`a click on ${actionId.slice(0, 80)}`);
  const container = asObject(body.container);
  const messageTs = textAt(body, 'message', 'ts') ?? asText(container?.message_ts);
  const actionTs = asText(action.action_ts) ?? '';
  if (!actionTs && !by.triggerId) return unsupported('a click that can’t be told from the next one');
  return {
    kind: 'click',
    ...by,
    identity: `click:${by.userId}:${messageTs ?? ''}:${actionId}:${actionTs || by.triggerId}`,
    action: name,
    value,
    shownDigest: DIGEST.exec(asText(action.block_id) ?? '')?.[1] ?? null,
    channelId: textAt(body, 'channel', 'id') ?? asText(container?.channel_id),
    messageTs,
    threadTs: textAt(body, 'message', 'thread_ts') ?? asText(container?.thread_ts),
    inHome: textAt(body, 'view', 'type') === 'home',
    responseUrl: asText(body.response_url),
  };
};

const readSubmission = (body: Fields, by: By): Inbound => {
  const view = asObject(body.view);
  const viewId = asText(view?.id);
  if (!view || !viewId) return unsupported('a form without its id');
  return {
    kind: 'submission',
    ...by,
    identity: `view:${viewId}`,
    callbackId: asText(view.callback_id) ?? '',
    viewId,
    privateMetadata: asText(view.private_metadata) ?? '',
    values: readValues(asObject(view.state)?.values),
  };
};

/** What was entered, by the name of its field; nothing for a field that was left empty. */
const readValues = (state: unknown): Readonly<Record<string, string>> => {
  const values: [string, string][] = [];
  for (const fields of Object.values(asObject(state) ?? {})) {
    for (const [name, field] of Object.entries(asObject(fields) ?? {})) {
      const value = readValue(asObject(field) ?? {});
      if (value !== null) values.push([asText(name) ?? '', value]);
    }
  }
  return Object.fromEntries(values);
};

const readValue = (field: Fields): string | null => {
  const options = asList(field.selected_options).map((option) => textAt(option, 'value') ?? '');
  return (
    asText(field.value) ??
    textAt(field, 'selected_option', 'value') ??
    asText(field.selected_conversation) ??
    asText(field.selected_channel) ??
    asText(field.selected_user) ??
    (options.length > 0 ? options.join(',') : null)
  );
};

const readMessageShortcut = (body: Fields, by: By): Inbound => {
  const channelId = textAt(body, 'channel', 'id');
  const messageTs = textAt(body, 'message', 'ts') ?? asText(body.message_ts);
  if (!channelId || !messageTs || !by.triggerId) {
    return unsupported('a shortcut without its message or its trigger');
  }
  return {
    kind: 'message_shortcut',
    ...by,
    identity: `shortcut:${by.triggerId}`,
    callbackId: asText(body.callback_id) ?? '',
    channelId,
    messageTs,
    threadTs: textAt(body, 'message', 'thread_ts'),
    messageText: decodeText(textAt(body, 'message', 'text') ?? ''),
  };
};
