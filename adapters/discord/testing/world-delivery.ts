import { generateKeyPairSync, sign } from 'node:crypto';
import { type Json, json, num } from './json.ts';
import type { Interactions } from './world-interactions.ts';
import { WorldRefusal } from './world-refusal.ts';

export interface Delivered {
  /** Of HTTP; 0: nobody answered. */
  readonly status: number;
  readonly body: unknown;
}

export interface DeliverOver {
  /** `right` unless told. */
  readonly signature?: 'right' | 'wrong' | 'none';
  /** Seconds since 1970; now by the real clock unless told, for the app has no other. */
  readonly timestamp?: number;
  /** The bytes that are sent in place of those that were signed. */
  readonly sentBody?: string;
}

export interface Delivery {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** Signed as Discord does. */
  post(payload: unknown, over?: DeliverOver): Promise<Delivered>;
  /** An interaction, whose answer over HTTP is its first answer. */
  bring(payload: Json, interactions: Interactions, token: string): Promise<void>;
  target: string | null;
  readonly answers: Delivered[];
  /** Answers that Discord would not have shown. */
  readonly refused: WorldRefusal[];
}

export const createDelivery = (): Delivery => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const delivery: Delivery = {
    publicKey: hex,
    target: null,
    answers: [],
    refused: [],
    async post(payload, over = {}) {
      if (!delivery.target) throw new Error('no interactions endpoint URL is set: deliverTo(url)');
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const timestamp = String(over.timestamp ?? Math.floor(Date.now() / 1000));
      const signed = sign(null, Buffer.from(timestamp + body), privateKey);
      if (over.signature === 'wrong') signed.writeUInt8(signed.readUInt8(0) ^ 1, 0);
      const signature = { 'x-signature-ed25519': signed.toString('hex'), 'x-signature-timestamp': timestamp };
      try {
        const answer = await fetch(delivery.target, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
            ...(over.signature === 'none' ? {} : signature),
          },
          body: over.sentBody ?? body,
        });
        return { status: answer.status, body: read(await answer.text()) };
      } catch (error) {
        return { status: 0, body: String(error) };
      }
    },
    async bring(payload, interactions, token) {
      const delivered = await delivery.post(payload);
      delivery.answers.push(delivered);
      const interaction = interactions.byIdAndToken(String(payload.id), token);
      const body = json(delivered.body);
      // Taken, and answered by a call of its own.
      if (delivered.status === 202 || delivered.status === 204) return;
      if (delivered.status !== 200 || num(body.type) === 0) return interactions.fail(interaction);
      try {
        interactions.answer(interaction, body);
      } catch (error) {
        if (error instanceof WorldRefusal) delivery.refused.push(error);
        interactions.fail(interaction);
      }
    },
  };
  return delivery;
};

const read = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};
