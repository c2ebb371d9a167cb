import { describe, expect, it } from 'vitest';
import { findWords } from './words-rules.ts';

const found = (file: string, text: string): readonly string[] =>
  findWords(file, text).map(({ line, text: what }) => `${line}: ${what}`);

const random = (length: number): string => 'A1b2C3d4E5'.repeat(10).slice(0, length);

describe('words that do not belong into the repository', () => {
  it.each([
    ['core/messages/en/page.ts', "x: 'The roll-up of it'", '1: has private-equity talk: roll-up'],
    ['README.md', 'ok\nYour portfolio companies', '2: has private-equity talk: portfolio companies'],
    ['core/messages/es/page.ts', "x: 'La entidad'", '1: has "entidad" for a customer\'s company: entidad'],
    ['docs/x.md', 'an Entity', '1: has "entity" for a customer\'s company: Entity'],
  ])('finds a banned word in what a person reads: %s', (file, text, expected) => {
    expect(found(file, text)).toEqual([expected]);
  });

  it('leaves words in code alone', () => {
    expect(found('core/task.ts', '// an entity')).toEqual([]);
  });

  it.each([
    `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
    `AKIA${'ABCDEFGHIJKLMNOP'}`,
    `ghp_${random(36)}`,
    `xoxb-${random(30)}`,
    `key = 'sk-${random(40)}'`,
    `Authorization: Bearer ${random(50)}`,
  ])('finds a secret: %s', (text) => {
    expect(found('core/x.ts', text)).toHaveLength(1);
  });

  it.each(['work/main/x.ts', 'root/thing', 'home/somebody/x', 'Users/somebody/x'])(
    'finds a path of one machine: %s',
    (path) => {
      expect(found('x.ts', `see /${path}`)).toHaveLength(1);
      expect(found('x.ts', `'/${path}'`)).toHaveLength(1);
    },
  );

  it.each([
    '/home/node/.openclaw',
    'https://example.com/work/x',
    'https://www.npmjs.com/package/x',
    'work/root',
  ])('accepts %s', (text) => {
    expect(found('README.md', text)).toEqual([]);
  });

  it('finds a registry in the lock file', () => {
    expect(found('package-lock.json', '"resolved": "https://registry.example.com/x.tgz"')).not.toEqual([]);
    expect(found('package-lock.json', '"integrity": "sha512-sk-AAAA"')).toEqual([]);
  });
});
