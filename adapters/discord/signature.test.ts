import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSignature, readPublicKey } from './signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const HEX = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const NOW = 1_700_000_000;
const BODY = Buffer.from('{"type":1}');
const sign = (timestamp: number | string, body: Buffer, key = privateKey): string =>
  signBytes(null, Buffer.concat([Buffer.from(String(timestamp)), body]), key).toString('hex');
const check = (over: object = {}) =>
  checkSignature({
    publicKey: readPublicKey(HEX),
    timestamp: String(NOW),
    signature: sign(NOW, BODY),
    rawBody: BODY,
    nowSeconds: NOW,
    ...over,
  });

describe('the signature of an interaction', () => {
  it('fits', () => {
    expect(check()).toBe('ok');
    expect(check({ signature: sign(NOW, BODY).toUpperCase() })).toBe('ok');
  });

  it('is judged by a key as the application’s page shows it, and by no other thing', () => {
    expect(readPublicKey(HEX).equals(publicKey)).toBe(true);
    expect(() => readPublicKey('00')).toThrow();
  });

  it.each([
    [-300, 'ok'],
    [-301, 'stale'],
    [300, 'ok'],
    [301, 'stale'],
    [86_400, 'stale'],
  ])('of a clock %i seconds away is %s', (seconds, answer) => {
    const timestamp = String(NOW + seconds);
    expect(check({ timestamp, signature: sign(timestamp, BODY) })).toBe(answer);
  });

  it.each([
    ['no signature', { signature: undefined }, 'missing'],
    ['no timestamp', { timestamp: undefined }, 'missing'],
    ['another key', { signature: sign(NOW, BODY, generateKeyPairSync('ed25519').privateKey) }, 'wrong'],
    ['another body', { rawBody: Buffer.from('{"type":2}') }, 'wrong'],
    ['another time', { timestamp: String(NOW + 1) }, 'wrong'],
    ['no number for a time', { timestamp: '1e9', signature: sign('1e9', BODY) }, 'wrong'],
    ['a cut signature', { signature: sign(NOW, BODY).slice(2) }, 'wrong'],
    ['a longer signature', { signature: `${sign(NOW, BODY)}00` }, 'wrong'],
    ['no hex', { signature: 'z'.repeat(128) }, 'wrong'],
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
          const letter = at % 128;
          const other = signature[letter] === '0' ? '1' : '0';
          const forged = `${signature.slice(0, letter)}${other}${signature.slice(letter + 1)}`;
          expect(check({ rawBody, signature: forged })).toBe('wrong');
          expect(check({ rawBody, signature, timestamp: String(NOW + later) })).toBe('wrong');
        },
      ),
      { numRuns: 60 },
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
