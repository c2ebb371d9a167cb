import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSecretBox, secretBoxConfig } from './config.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const boxWith = (COUNTERSIGN_ENCRYPTION_KEY: string) =>
  readSecretBox(secretBoxConfig.parse({ COUNTERSIGN_ENCRYPTION_KEY }));

describe('the encryption key', () => {
  it('is 32 bytes in base64, whatever they are', () => {
    for (let round = 0; round < 200; round += 1) {
      expect(secretBoxConfig.safeParse({ COUNTERSIGN_ENCRYPTION_KEY: newKey() }).success).toBe(true);
    }
    const short = randomBytes(16).toString('base64');
    for (const value of ['', 'secret', short, newKey().slice(1), 'x'.repeat(44), '0'.repeat(64)]) {
      const { error } = secretBoxConfig.safeParse({ COUNTERSIGN_ENCRYPTION_KEY: value });
      expect(error?.issues[0]?.message).toContain('openssl rand -base64 32');
    }
  });

  it('may be left out, then there is no box', () => {
    expect(readSecretBox(secretBoxConfig.parse({}))).toBeNull();
  });

  it('names itself in what it seals, and another key is told from it', () => {
    const [mine, again] = [newKey(), newKey()];
    const sealed = boxWith(mine)?.seal('secret', 'here') ?? '';
    expect(boxWith(mine)?.open(sealed, 'here')).toBe('secret');
    expect(boxWith(again)?.seal('secret', 'here').split('.')[1]).not.toBe(sealed.split('.')[1]);
    expect(() => boxWith(again)?.open(sealed, 'here')).toThrow(
      expect.objectContaining({ code: 'secret_unreadable' }),
    );
  });
});
