import { type OwnNames, readEvent } from './inbound/event.ts';
import { readInteraction } from './inbound/interaction.ts';
import { asObject, asText } from './inbound/read.ts';
import { type Inbound, unsupported } from './inbound/types.ts';

export type { OwnNames } from './inbound/event.ts';
export type { Inbound } from './inbound/types.ts';

const NOBODY: OwnNames = { userId: null, roleIds: [] };

/**
 * Any delivery of Discord as one of the things it can mean: an interaction as it came over HTTP, or a dispatch
 * `{t, d}` of the gateway, which carries the same interactions and all else. Total: never throws, whatever it is given.
 */
export const toInbound = (
  payload: unknown,
  from: 'interaction' | 'gateway',
  own: OwnNames = NOBODY,
): Inbound => {
  const body = asObject(payload);
  if (!body) return unsupported('not an object');
  if (from === 'interaction') return readInteraction(body);
  const data = asObject(body.d);
  const name = asText(body.t);
  if (!data || !name) return unsupported('a dispatch without a name or without content');
  return name === 'INTERACTION_CREATE' ? readInteraction(data) : readEvent(name, data, own);
};

export type ParsedBody =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly why: string };

/** The body of `POST /discord/interactions`. */
export const parseBody = (rawBody: Buffer | string): ParsedBody => {
  try {
    return { ok: true, payload: JSON.parse(rawBody.toString('utf8')) as unknown };
  } catch {
    return { ok: false, why: 'it is not JSON' };
  }
};
