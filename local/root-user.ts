import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USER = 'postgres';

/**
 * Postgres refuses to run as root, so it then runs as the user `postgres`. Where that user can't enter the data or this
 * checkout (below /root, for instance), its process gets the one right to read everywhere.
 *
 * Gives what has to stand before the command, nothing in the usual case. Throws StartError when it can't be done.
 */
export const postgresPrefix = (folder: string): readonly string[] => {
  if (process.getuid?.() !== 0) return [];
  mkdirSync(folder, { recursive: true });
  const closed = closedFolder(folder) ?? closedFolder(ROOT);
  if (closed === null) return [];
  const prefix = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', ...READ_EVERYWHERE];
  try {
    const { uid, gid } = ensureUser();
    chownSync(folder, uid, gid);
    execFileSync(prefix[0] ?? '', [...prefix.slice(1), 'true'], { stdio: 'ignore' });
  } catch {
    throw new StartError(
      `As root, Postgres runs as the user ${USER}, who can't enter ${closed}: use a checkout and a data folder (--data DIR) that everybody may enter, or run as another user than root.`,
    );
  }
  return prefix;
};

/** Without the first flag, `access`, which initdb asks, goes by the user alone. */
const READ_EVERYWHERE = [
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
];

const ensureUser = (): { readonly uid: number; readonly gid: number } => {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, USER], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--user-group', '--no-create-home', USER], { stdio: 'ignore' });
    return { uid: id('-u'), gid: id('-g') };
  }
};

/** The highest folder on the way that others may not enter. */
const closedFolder = (path: string): string | null => {
  const parent = dirname(path);
  const above = parent === path ? null : closedFolder(parent);
  return above ?? ((statSync(path).mode & 0o001) === 0 ? path : null);
};
