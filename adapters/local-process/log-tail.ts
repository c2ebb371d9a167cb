import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';

/** More than enough for the most lines anybody asks for. */
const READ_BYTES = 512 * 1024;
const SHORTEST_SECRET = 6;

/** The last lines of a file and of the one it was rotated to, oldest first; [] when there is none. */
export const readTail = async (file: string, lines: number): Promise<readonly string[]> => {
  const now = await lastLines(file);
  const all = now.length < lines ? [...(await lastLines(rotated(file))), ...now] : now;
  return lines > 0 ? all.slice(-lines) : [];
};

const lastLines = async (file: string): Promise<readonly string[]> => {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - READ_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const found = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first one may have begun before what was read.
    return (from > 0 ? found.slice(1) : found)
      .map((line) => stripVTControlCharacters(line).trimEnd())
      .filter((line) => line !== '');
  } finally {
    await handle.close();
  }
};

const rotated = (file: string): string => `${file}.1`;

/** Copied and emptied in place: whoever appends to it goes on doing so. */
export const rotateWhenLong = async (file: string, longestBytes: number): Promise<void> => {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size < longestBytes) return;
  await copyFile(file, rotated(file));
  await truncate(file, 0);
};

/** Takes every secret out, also as it stands in an address or in JSON. */
export const redactor = (secrets: readonly string[]): ((line: string) => string) => {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const unique = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (line) => unique.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line);
};
