import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTail, redactor, rotateWhenLong } from './log-tail.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-tail-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('gives the last lines, oldest first, as a person reads them', async () => {
  const file = join(folder, 'x.log');
  expect(await readTail(file, 5)).toEqual([]);
  await writeFile(file, 'one\n\u001b[31mtwo\u001b[0m\n\nthree\n');
  expect(await readTail(file, 2)).toEqual(['two', 'three']);
  expect(await readTail(file, 0)).toEqual([]);
});

it('goes on into the file that was rotated', async () => {
  const file = join(folder, 'x.log');
  await writeFile(file, 'one\ntwo\n');
  await rotateWhenLong(file, 100);
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\n');
  await rotateWhenLong(file, 4);
  await appendFile(file, 'three\n');
  expect(await readTail(file, 10)).toEqual(['one', 'two', 'three']);
});

it('does not show half of a line that is far too long', async () => {
  const file = join(folder, 'x.log');
  await writeFile(file, `${'a'.repeat(600_000)}\nlast\n`);
  expect(await readTail(file, 10)).toEqual(['last']);
});

it('takes secrets out, as they are and as they stand in addresses and in JSON', () => {
  const redact = redactor(['tok/en+"1', 'tok/en+"1longer', 'short', '']);
  expect(redact('a tok/en+"1longer b')).toBe('a [redacted] b');
  expect(redact('?t=tok%2Fen%2B%221&x')).toBe('?t=[redacted]&x');
  expect(redact('{"t":"tok/en+\\"1"}')).toBe('{"t":"[redacted]"}');
  expect(redact('short stays')).toBe('short stays');
});
