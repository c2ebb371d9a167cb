import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from './secret-box.ts';

const key = randomBytes(32);
const box = createSecretBox({ key, keyId: 'k1' });
const CONTEXT = 'chat_installations/t1/slack/T1';
const unreadable = expect.objectContaining({ code: 'secret_unreadable' });

describe('a secret box', () => {
  it.each(['a-token-of-theirs', '', 'ñandú 🦤', 'x'.repeat(10_000)])(
    'gives back what was sealed',
    (secret) => {
      const sealed = box.seal(secret, CONTEXT);
      expect(sealed).toMatch(/^v1\.k1\.[\w-]+$/);
      expect(box.open(sealed, CONTEXT)).toBe(secret);
      expect(createSecretBox({ key, keyId: 'k1' }).open(sealed, CONTEXT)).toBe(secret);
    },
  );

  it('shows neither the secret nor whether two are the same', () => {
    const sealed = box.seal('a-token-of-theirs', CONTEXT);
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('token');
    expect(box.seal('a-token-of-theirs', CONTEXT)).not.toBe(sealed);
  });

  it('opens with its own key only, also when another has the same name', () => {
    const sealed = box.seal('secret', CONTEXT);
    const other = createSecretBox({ key: randomBytes(32), keyId: 'k1' });
    expect(() => other.open(sealed, CONTEXT)).toThrow(unreadable);
    const renamed = createSecretBox({ key, keyId: 'k2' });
    expect(() => renamed.open(sealed, CONTEXT)).toThrow(unreadable);
    expect(() => renamed.open(sealed.replace('.k1.', '.k2.'), CONTEXT)).toThrow(unreadable);
  });

  it('opens in its own row only', () => {
    const [mine, theirs] = ['chat_installations/t1/slack/T1', 'chat_installations/t2/slack/T2'];
    const [one, other] = [box.seal('mine', mine), box.seal('theirs', theirs)];
    expect(() => box.open(other, mine)).toThrow(unreadable);
    expect(() => box.open(one, theirs)).toThrow(unreadable);
    expect(() => box.open(one, '')).toThrow(unreadable);
    expect([box.open(one, mine), box.open(other, theirs)]).toEqual(['mine', 'theirs']);
  });

  it('opens nothing that was cut, changed or is something else', () => {
    const sealed = box.seal('secret', CONTEXT);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => box.open(sealed.slice(0, length), CONTEXT)).toThrow(unreadable);
    }
    const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[index] ?? 0) ^ 1, index);
      expect(() => box.open(`v1.k1.${changed.toString('base64url')}`, CONTEXT)).toThrow(unreadable);
    }
    for (const text of ['', 'secret', 'v2.k1.AAAA', `${sealed}.`, `${sealed} `, `${sealed}AAAA`]) {
      expect(() => box.open(text, CONTEXT)).toThrow(unreadable);
    }
  });

  it('says nothing of the secret when it fails', () => {
    const other = createSecretBox({ key: randomBytes(32), keyId: 'k1' });
    expect(() => other.open(box.seal('a-token-of-theirs', CONTEXT), CONTEXT)).not.toThrow(/token/);
  });

  it('takes no key of another length and no name that would break the text', () => {
    expect(() => createSecretBox({ key: randomBytes(16), keyId: 'k1' })).toThrow('32 bytes');
    expect(() => createSecretBox({ key, keyId: 'k.1' })).toThrow('letters');
    expect(() => createSecretBox({ key, keyId: '' })).toThrow('letters');
  });
});
