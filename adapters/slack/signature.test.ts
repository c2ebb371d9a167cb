import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSignature } from './signature.ts';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW = 1_700_000_000;
const sign = (timestamp: number | string, body: Buffer, secret = SECRET): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
const check = (over: object = {}) => {
  const rawBody = Buffer.from('payload=1');
  const request = { signingSecret: SECRET, timestamp: String(NOW), signature: sign(NOW, rawBody), rawBody };
  return checkSignature({ ...request, nowSeconds: NOW, ...over });
};

describe('the signature of a delivery', () => {
  it('fits', () => {
    expect(check()).toBe('ok');
  });

  it.each([
    [-300, 'ok'],
    [-301, 'stale'],
    [300, 'ok'],
    [301, 'stale'],
    [86_400, 'stale'],
  ])('of a clock %i seconds away is %s', (seconds, answer) => {
    const timestamp = String(NOW + seconds);
    const signature = sign(timestamp, Buffer.from('payload=1'));
    expect(check({ timestamp, signature })).toBe(answer);
  });

  it.each([
    ['no signature', { signature: undefined }, 'missing'],
    ['no timestamp', { timestamp: undefined }, 'missing'],
    ['another secret', { signature: sign(NOW, Buffer.from('payload=1'), 'other') }, 'wrong'],
    ['another body', { rawBody: Buffer.from('payload=2') }, 'wrong'],
    ['another time', { timestamp: String(NOW + 1) }, 'wrong'],
    ['no number for a time', { timestamp: '1e9' }, 'wrong'],
    ['a cut signature', { signature: 'v0=00' }, 'wrong'],
    ['another version', { signature: sign(NOW, Buffer.from('payload=1')).replace('v0', 'v1') }, 'wrong'],
  ])('does not fit with %s', (_what, over, answer) => {
    expect(check(over)).toBe(answer);
  });

  it('does not fit any more when one bit of the body, one letter of it or the time is another', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        (bytes, at, later) => {
          const rawBody = Buffer.from(bytes);
          const signature = sign(NOW, rawBody);
          expect(check({ rawBody, signature })).toBe('ok');
          const flipped = Buffer.from(rawBody);
          const index = at % flipped.length;
          flipped[index] = (flipped[index] ?? 0) ^ (1 << (at % 8));
          expect(check({ rawBody: flipped, signature })).toBe('wrong');
          const letter = 3 + (at % 64);
          const other = signature[letter] === '0' ? '1' : '0';
          const forged = `${signature.slice(0, letter)}${other}${signature.slice(letter + 1)}`;
          expect(check({ rawBody, signature: forged })).toBe('wrong');
          expect(check({ rawBody, signature, timestamp: String(NOW + later) })).toBe('wrong');
        },
      ),
    );
  });

  it('is never guessed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.uint8Array(), (timestamp, signature, bytes) => {
        expect(check({ timestamp, signature, rawBody: Buffer.from(bytes) })).not.toBe('ok');
      }),
    );
  });
});
