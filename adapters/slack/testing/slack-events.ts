import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BOT_EVENTS, FORMER_EVENTS } from '../methods.ts';
import type { Deliver, SlackTarget } from './delivery.ts';
import { type EmulatedSlack, INNER_TOKEN, SEED } from './emulated-slack.ts';
import { type Json, json } from './json.ts';
import type { Delivered } from './signer.ts';

/** An event as it went out, with the answer to each attempt. */
export interface SentEvent {
  readonly envelope: Json;
  readonly event: Json;
  readonly answers: readonly Delivered[];
}

export interface RedeliverOptions {
  /** Slack repeats an event under its own id; some deliveries of the same deed have another. */
  readonly sameId?: boolean;
  readonly retryNum?: number;
}

export interface SlackEvents {
  /** Everything that was sent, in order, with nobody to take it too. */
  sent(): readonly SentEvent[];
  /** Any event, wrapped as Slack does. Resolves when it was taken or given up. */
  send(event: Json, target?: SlackTarget): Promise<SentEvent>;
  /** What the last person wrote, once more: every event of that message. */
  redeliver(options?: RedeliverOptions): Promise<readonly Delivered[]>;
  /** Nothing is on its way. */
  idle(): Promise<void>;
  stop(): void;
}

export interface SlackEventsDeps {
  readonly emulated: () => EmulatedSlack;
  readonly deliver: Deliver;
  readonly target: () => SlackTarget | null;
  readonly retryDelaysMs: readonly number[];
}

const ATTEMPT_MS = 3_000;
const LOOK_EVERY_MS = 20;

export const wrapEvent = (event: Json): Json => ({
  token: 'verification-token-of-old',
  team_id: SEED.teamId,
  context_team_id: SEED.teamId,
  context_enterprise_id: null,
  api_app_id: SEED.appId,
  event: { event_ts: event.ts ?? stamp(), ...event },
  type: 'event_callback',
  event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
  event_time: Math.floor(Date.now() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: SEED.teamId,
      user_id: SEED.botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
  event_context: `4-${randomUUID()}`,
});

export const stamp = (): string => (Date.now() / 1000).toFixed(6);

/** What Slack adds to a message of the app itself. */
export const asOwn = (message: Json): Json =>
  message.user === SEED.botUserId
    ? {
        ...message,
        bot_id: SEED.botId,
        app_id: SEED.appId,
        team: SEED.teamId,
        bot_profile: { id: SEED.botId, app_id: SEED.appId, name: SEED.botName, team_id: SEED.teamId },
      }
    : message;

export const createSlackEvents = (deps: SlackEventsDeps): SlackEvents & { take(envelope: Json): void } => {
  const sent: SentEvent[] = [];
  let underway = 0;
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const deliver = async (envelope: Json, target: SlackTarget | null): Promise<SentEvent> => {
    const answers: Delivered[] = [];
    const record = { envelope, event: json(envelope.event), answers };
    sent.push(record);
    if (target) await attempts(deps, target, envelope, answers, isStopped);
    return record;
  };
  const counted = async <T>(act: () => Promise<T>): Promise<T> => {
    underway += 1;
    try {
      return await act();
    } finally {
      underway -= 1;
    }
  };
  const route = async (raw: Json): Promise<void> => {
    for (const event of await toSlackEvents(deps, json(raw.event))) {
      void counted(() => deliver(wrapEvent(event), deps.target())).catch(() => undefined);
    }
  };

  return {
    sent: () => sent,
    take: (envelope) => void counted(() => route(envelope)).catch(() => undefined),
    send: (event, target) => counted(() => deliver(wrapEvent(event), target ?? deps.target())),
    async redeliver({ sameId = false, retryNum = 1 } = {}) {
      const last = sent.findLast(({ event }) => isByPerson(event));
      const target = deps.target();
      if (!last || !target) throw new Error('nobody wrote anything, or nobody takes it');
      const same = sent.filter(({ event }) => isByPerson(event) && event.ts === last.event.ts);
      const unique = new Map(same.map((one) => [one.event.type, one.envelope]));
      const again = [...unique.values()].map((envelope) =>
        sameId ? envelope : { ...envelope, event_id: wrapEvent({}).event_id },
      );
      return Promise.all(again.map((envelope) => deps.deliver(target, 'events_api', envelope, { retryNum })));
    },
    async idle() {
      while (underway > 0) await delay(LOOK_EVERY_MS);
    },
    stop() {
      stopped = true;
    },
  };
};

const isByPerson = ({ type, user, hidden, bot_id: bot }: Json): boolean =>
  (type === 'message' || type === 'app_mention') && typeof user === 'string' && !hidden && !bot;

/** Once, and then as often again as Slack does until it is taken. */
const attempts = async (
  { deliver, retryDelaysMs }: SlackEventsDeps,
  target: SlackTarget,
  envelope: Json,
  answers: Delivered[],
  isStopped: () => boolean,
): Promise<void> => {
  for (const [retryNum, pause] of [0, ...retryDelaysMs].entries()) {
    if (retryNum > 0) await delay(pause, undefined, { ref: false });
    if (isStopped()) return;
    const over = { timeoutMs: ATTEMPT_MS, ...(retryNum > 0 ? { retryNum } : {}) };
    const answer = await deliver(target, 'events_api', envelope, over);
    answers.push(answer);
    if ((answer.status >= 200 && answer.status < 300) || answer.noRetry) return;
  }
};

/** Which events Slack makes of one of the emulator's, for an app with our subscriptions. */
const toSlackEvents = async (deps: SlackEventsDeps, raw: Json): Promise<readonly Json[]> => {
  const event = json(raw);
  if (event.type === 'member_left_channel' && event.user === SEED.botUserId) {
    return [{ type: event.channel_type === 'C' ? 'channel_left' : 'group_left', channel: event.channel }];
  }
  if (event.type !== 'message')
    return [...Object.keys(BOT_EVENTS), ...FORMER_EVENTS].includes(String(event.type)) ? [event] : [];
  const channel = String(event.channel);
  const info = await deps.emulated().call(INNER_TOKEN, 'conversations.info', { channel });
  const { is_im: im, is_mpim: mpim, is_private: closed, is_member: inside } = json(info.channel);
  if (!info.ok || !inside) return [];
  const channelType = im ? 'im' : mpim ? 'mpim' : closed ? 'group' : 'channel';
  const nested = event.message ? { message: asOwn(json(event.message)) } : {};
  const full: Json = {
    ...asOwn(event),
    ...nested,
    team: SEED.teamId,
    channel_type: channelType,
    event_ts: event.event_ts ?? event.ts,
  };
  const isMention =
    !im && isByPerson(full) && String(event.text ?? '').includes(`<@${SEED.botUserId}>`) && !event.message;
  if (!isMention) return [full];
  const { channel_type: _kind, subtype: _subtype, ...mention } = full;
  return [full, { ...mention, type: 'app_mention' }];
};
