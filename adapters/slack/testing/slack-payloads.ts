import { SEED } from './emulated-slack.ts';
import { type Json, json, list } from './json.ts';
import type { SeenInSlack, SlackButton, SlackView } from './seen-in-slack.ts';
import { stamp } from './slack-events.ts';

export interface By {
  readonly userId: string;
  readonly userName: string;
  readonly triggerId: string;
}

const common = ({ userId, userName, triggerId }: By): Json => ({
  user: { id: userId, username: userName, name: userName, team_id: SEED.teamId },
  team: { id: SEED.teamId, domain: SEED.teamDomain },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: SEED.appId,
  token: 'verification-token-of-old',
  trigger_id: triggerId,
});

export const channelName = (channel: string): string =>
  Object.entries(SEED.channels).find(([, id]) => id === channel)?.[0] ?? 'directmessage';

const toAction = (button: SlackButton): Json => ({
  type: 'button',
  action_id: button.actionId,
  block_id: button.blockId,
  text: { type: 'plain_text', text: button.label, emoji: false },
  value: button.value,
  ...(button.style === 'plain' ? {} : { style: button.style }),
  ...(button.url ? { url: button.url } : {}),
  action_ts: stamp(),
});

/** What only one person sees is not sent along, as at Slack's. */
export const messageClick = (by: By, message: SeenInSlack, button: SlackButton, respondUrl: string): Json => {
  const { channel, ts, threadTs, onlyYou, raw } = message;
  const container = {
    type: 'message',
    message_ts: ts,
    channel_id: channel,
    is_ephemeral: onlyYou,
    ...(threadTs ? { thread_ts: threadTs } : {}),
  };
  return {
    type: 'block_actions',
    ...common(by),
    container,
    channel: { id: channel, name: channelName(channel) },
    ...(onlyYou ? {} : { message: raw }),
    state: { values: {} },
    response_url: respondUrl,
    actions: [toAction(button)],
  };
};

export const viewClick = (by: By, view: SlackView, button: SlackButton): Json => ({
  type: 'block_actions',
  ...common(by),
  container: { type: 'view', view_id: view.id },
  view: view.raw,
  actions: [toAction(button)],
});

export const viewSubmission = (by: By, view: SlackView, values: Readonly<Record<string, string>>): Json => ({
  type: 'view_submission',
  ...common(by),
  view: { ...view.raw, state: { values: stateOf(view, values) } },
  response_urls: [],
});

export const viewClosed = (by: By, view: SlackView): Json => ({
  type: 'view_closed',
  ...common(by),
  view: view.raw,
  is_cleared: false,
});

export const messageShortcut = (
  by: By,
  callbackId: string,
  channel: string,
  message: Json,
  respondUrl: string,
): Json => ({
  type: 'message_action',
  ...common(by),
  callback_id: callbackId,
  channel: { id: channel, name: channelName(channel) },
  message,
  message_ts: message.ts,
  action_ts: stamp(),
  response_url: respondUrl,
});

export const globalShortcut = (by: By, callbackId: string): Json => ({
  type: 'shortcut',
  ...common(by),
  callback_id: callbackId,
  action_ts: stamp(),
});

export const slashCommand = (
  by: By,
  name: string,
  text: string,
  channel: string,
  respondUrl: string,
): Json => ({
  token: 'verification-token-of-old',
  team_id: SEED.teamId,
  team_domain: SEED.teamDomain,
  channel_id: channel,
  channel_name: channelName(channel),
  user_id: by.userId,
  user_name: by.userName,
  command: `/${name.replace(/^\//, '')}`,
  text,
  api_app_id: SEED.appId,
  is_enterprise_install: 'false',
  response_url: respondUrl,
  trigger_id: by.triggerId,
});

/** Every field of the form, named by its action, its block or its label; what is not given keeps what it began with. */
const stateOf = (view: SlackView, values: Readonly<Record<string, string>>): Json => {
  const left = new Set(Object.keys(values));
  const entries = view.fields.map(({ blockId, actionId, label }) => {
    const name = [actionId, blockId, label].find((one) => one in values);
    if (name !== undefined) left.delete(name);
    const element = elementOf(view, blockId);
    return [blockId, { [actionId]: fieldState(element, name === undefined ? undefined : values[name]) }];
  });
  if (left.size > 0) throw new Error(`the form has no ${[...left].join(', ')}: ${view.text}`);
  return Object.fromEntries(entries) as Json;
};

const elementOf = ({ raw }: SlackView, blockId: string): Json =>
  json(list(raw.blocks).find(({ block_id: id }) => id === blockId)?.element);

const SELECTED: Readonly<Record<string, string>> = {
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  users_select: 'selected_user',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
};

const fieldState = (element: Json, value: string | undefined): Json => {
  const { type } = element;
  const options = list(element.options);
  if (type === 'static_select' || type === 'radio_buttons') {
    const chosen = options.find((option) => option.value === value) ?? null;
    if (value !== undefined && !chosen) throw new Error(`there is no choice ${value}`);
    return { type, selected_option: chosen ?? element.initial_option ?? null };
  }
  if (type === 'checkboxes' || type === 'multi_static_select') {
    const wanted = value === undefined ? [] : value.split(',');
    const chosen =
      value === undefined
        ? list(element.initial_options)
        : options.filter((option) => wanted.includes(String(option.value)));
    return { type, selected_options: chosen };
  }
  const selected = SELECTED[String(type)];
  if (selected)
    return { type, [selected]: value ?? element[selected.replace('selected', 'initial')] ?? null };
  return { type, value: value ?? element.initial_value ?? null };
};
