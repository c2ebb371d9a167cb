import { z } from 'zod';

/** The only version of the protocol this client speaks. */
export const PROTOCOL = 4;

const gatewayError = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean().optional(),
  retryAfterMs: z.number().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type GatewayError = z.infer<typeof gatewayError>;

/** What the gateway sends. More keys are fine: only what is used is checked. */
const frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: z.string(), payload: z.unknown().optional() }),
  z.object({
    type: z.literal('res'),
    id: z.string(),
    ok: z.boolean(),
    payload: z.unknown().optional(),
    error: gatewayError.optional(),
  }),
]);
export type Frame = z.infer<typeof frame>;

export const challenge = z.object({ nonce: z.string().min(1), ts: z.number() });
export type Challenge = z.infer<typeof challenge>;

export const hello = z.object({
  type: z.literal('hello-ok'),
  protocol: z.number(),
  server: z.object({ version: z.string(), bootId: z.string() }),
  features: z.object({ methods: z.array(z.string()) }),
  snapshot: z.object({ uptimeMs: z.number() }),
  auth: z.object({ role: z.string(), scopes: z.array(z.string()) }),
  policy: z.object({ maxPayload: z.number().positive(), tickIntervalMs: z.number().positive() }),
});
export type Hello = z.infer<typeof hello>;

/** null: not a frame at all, so nothing that follows on this connection can be believed. */
export const readFrame = (bytes: string): Frame | null => {
  try {
    const read = frame.safeParse(JSON.parse(bytes));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
};

/** An answer of a request: refused by the gateway is an answer too. */
export type Answer =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: GatewayError };

export const toAnswer = (response: Extract<Frame, { type: 'res' }>): Answer =>
  response.ok
    ? { ok: true, payload: response.payload }
    : { ok: false, error: response.error ?? { code: 'UNKNOWN', message: 'refused without a reason' } };
