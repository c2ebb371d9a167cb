import type { Log } from '../../core/ports/runtime.ts';
import { parseBody, toInbound } from './inbound.ts';
import type { SlackIntake } from './intake/intake.ts';
import { checkSignature } from './signature.ts';

export interface SlackRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came: the signature is over these bytes. */
  readonly rawBody: Buffer;
}

export interface SlackAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | string | null;
}

export type ReceiveSlackRequest = (request: SlackRequest) => Promise<SlackAnswer>;

const WRONG = {
  missing: 'This address takes signed requests of Slack only: the signature headers are missing.',
  stale: 'The request is older or newer than five minutes: check the clock of this server.',
  wrong:
    'The signature does not fit: set SLACK_SIGNING_SECRET to the Signing Secret on the app’s page "Basic Information".',
} as const;
/** The same hint is logged once in this time, however many requests come. */
const HINT_MS = 60_000;

/** `POST /slack/events`: nothing unsigned starts anything; the answer is held until what was asked is durable. */
export const createSlackHttpReceiver = (options: {
  readonly signingSecret: string;
  readonly intake: SlackIntake;
  readonly log: Log;
  readonly now?: () => number;
}): ReceiveSlackRequest => {
  const now = options.now ?? Date.now;
  let hintedAt = Number.NEGATIVE_INFINITY;
  return async ({ headers, rawBody }) => {
    const one = (name: string): string | undefined => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.[0];
    };
    const signed = checkSignature({
      signingSecret: options.signingSecret,
      timestamp: one('x-slack-request-timestamp'),
      signature: one('x-slack-signature'),
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
    const body = parseBody(rawBody, one('content-type') ?? '');
    if (!body.ok) return { status: 400, body: `The body can't be read: ${body.why}.` };
    const ack = await options.intake.take(toInbound(body.payload));
    return { status: ack.status, body: ack.body ?? null };
  };
};
