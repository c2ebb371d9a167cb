import { createHash } from 'node:crypto';
import { readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceFolder } from './instance-folder.ts';

/** OpenClaw keeps the locks of its database here, whatever TMPDIR says. */
const place = (): string => `/tmp/openclaw-state-locks-${process.getuid?.() ?? 0}`;

/** The endings of their names are made from where the database is; so this must be asked while the folder exists. */
export const lockEndingOf = async (folder: InstanceFolder): Promise<string | null> => {
  const root = await realpath(folder.state).catch(() => null);
  if (root === null) return null;
  const database = join(root, 'state', 'openclaw.sqlite');
  return `.${createHash('sha256').update(database).digest('hex').slice(0, 8)}.lock.sqlite`;
};

/** Empty files, but they would be there for ever. Nothing of the instance may run any more. */
export const dropGatewayLocks = async (ending: string): Promise<void> => {
  const names = await readdir(place()).catch(() => []);
  for (const name of names) if (name.endsWith(ending)) await rm(join(place(), name), { force: true });
};
