import { readCommand } from './inbound/command.ts';
import { readEvent } from './inbound/event.ts';
import { readInteraction } from './inbound/interaction.ts';
import { asObject, asText, type Fields } from './inbound/read.ts';
import type { Inbound } from './inbound/types.ts';

export type { Inbound } from './inbound/types.ts';

/** `socketType` is the envelope's, of a Socket Mode delivery: its payload is the same as over HTTP. */
export interface TransportHints {
  readonly socketType?: string;
}

/** Any delivery of Slack as one of the things it can mean. Total: never throws, whatever it is given. */
export const toInbound = (payload: unknown, hints: TransportHints = {}): Inbound => {
  const inbound = read(payload, hints);
  return hasKeepableIds(inbound)
    ? inbound
    : { kind: 'unsupported', why: `${inbound.kind} with an id that is none of Slack’s` };
};

const IDS = ['teamId', 'enterpriseId', 'userId', 'channelId', 'ts', 'threadTs', 'messageTs', 'triggerId'];
const ID = /^[\x21-\x7e]{0,255}$/;
/** Made of several of them. */
const IDENTITY = /^[\x21-\x7e]{0,1000}$/;

/** Slack's own are short; what is not can't be a key of a row. */
const hasKeepableIds = (inbound: Inbound): boolean => {
  const fields: Fields = { ...inbound };
  const fits = (name: string, pattern: RegExp): boolean => {
    const id = fields[name];
    return typeof id !== 'string' || pattern.test(id);
  };
  return IDS.every((name) => fits(name, ID)) && fits('identity', IDENTITY);
};

const read = (payload: unknown, hints: TransportHints): Inbound => {
  const body = asObject(payload);
  if (!body) return { kind: 'unsupported', why: 'not an object' };
  if (asText(body.ssl_check) === '1') return { kind: 'ssl_check' };
  const type = asText(body.type);
  if (type === 'url_verification') return readChallenge(body);
  if (type === 'event_callback') return readEvent(body);
  if (hints.socketType === 'slash_commands' || asText(body.command)?.startsWith('/'))
    return readCommand(body);
  if (type === 'app_rate_limited') return { kind: 'ignored', why: 'Slack holds deliveries back for a while' };
  return readInteraction(body, type ?? '');
};

const readChallenge = ({ challenge }: Fields): Inbound => {
  const words = asText(challenge);
  return words === null
    ? { kind: 'unsupported', why: 'no challenge' }
    : { kind: 'challenge', challenge: words };
};

export type ParsedBody =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly why: string };

/** The body of `POST /slack/events`: JSON, a form with one `payload`, or the fields of a slash command. */
export const parseBody = (rawBody: Buffer | string, contentType: string): ParsedBody => {
  const words = rawBody.toString('utf8');
  if (contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded') {
    const fields = new URLSearchParams(words);
    const payload = fields.get('payload');
    return payload === null ? { ok: true, payload: Object.fromEntries(fields) } : parseJson(payload);
  }
  return parseJson(words);
};

const parseJson = (words: string): ParsedBody => {
  try {
    return { ok: true, payload: JSON.parse(words) as unknown };
  } catch {
    return { ok: false, why: 'it is not JSON' };
  }
};
