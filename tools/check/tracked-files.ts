import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths from the root of everything in the repository, or about to be. */
export const trackedFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Prints the findings as an editor can open them; the exit code says whether there were any. */
export const report = (findings: readonly Finding[]): void => {
  for (const { file, line, text } of findings) process.stdout.write(`${file}:${line} ${text}\n`);
  if (findings.length > 0) process.exitCode = 1;
};
