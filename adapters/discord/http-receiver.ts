import type { Log } from '../../core/ports/runtime.ts';
import { type Inbound, parseBody, toInbound } from './inbound.ts';
import { checkSignature, readPublicKey } from './signature.ts';

export interface DiscordRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came: the signature is over these bytes. */
  readonly rawBody: Buffer;
}

export interface DiscordAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | string | null;
}

export type ReceiveDiscordRequest = (request: DiscordRequest) => Promise<DiscordAnswer>;

const WRONG = {
  missing: 'This address takes signed requests of Discord only: the signature headers are missing.',
  stale: 'The request is older or newer than five minutes: check the clock of this server.',
  wrong:
    'The signature does not fit: set DISCORD_PUBLIC_KEY to the Public Key on the application’s page "General Information".',
} as const;
/** The same hint is logged once in this time, however many requests come. */
const HINT_MS = 60_000;
const PONG: DiscordAnswer = { status: 200, body: { type: 1 } };

/** `POST /discord/interactions`: nothing unsigned starts anything. Discord itself tries wrong signatures now and then. */
export const createDiscordHttpReceiver = (options: {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** What to answer an interaction, within three seconds: Discord does not ask twice. */
  readonly take: (inbound: Inbound) => Promise<DiscordAnswer>;
  readonly log: Log;
  readonly now?: () => number;
}): ReceiveDiscordRequest => {
  const now = options.now ?? Date.now;
  const publicKey = readPublicKey(options.publicKey);
  let hintedAt = Number.NEGATIVE_INFINITY;
  return async ({ headers, rawBody }) => {
    const one = (name: string): string | undefined => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.[0];
    };
    const signed = checkSignature({
      publicKey,
      timestamp: one('x-signature-timestamp'),
      signature: one('x-signature-ed25519'),
      rawBody,
      nowSeconds: Math.floor(now() / 1000),
    });
    if (signed !== 'ok') {
      if (now() - hintedAt > HINT_MS) {
        hintedAt = now();
        options.log.warn({ signed }, WRONG[signed]);
      }
      return { status: 401, body: WRONG[signed] };
    }
    const body = parseBody(rawBody);
    if (!body.ok) return { status: 400, body: `The body can't be read: ${body.why}.` };
    const inbound = toInbound(body.payload, 'interaction');
    if (inbound.kind === 'ping') return PONG;
    // Signed, but nothing that an answer could be made for: there is nobody to show it to.
    if (inbound.kind === 'unsupported') return { status: 400, body: `Not known here: ${inbound.why}.` };
    return options.take(inbound);
  };
};
