import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Postgres refuses to run as root, so it then runs as the user `postgres`, who must be able to enter the data folder
 * and this checkout. Throws StartError when a folder above one of them is closed.
 */
export const letPostgresIn = (dataFolder: string): void => {
  if (process.getuid?.() !== 0) return;
  chmodSync(dataFolder, statSync(dataFolder).mode | 0o011);
  const closedAboveData = closedFolder(dataFolder);
  if (closedAboveData) {
    throw new StartError(
      `As root, Postgres runs as the user postgres, who can't enter ${closedAboveData}: choose another data folder with --data DIR, e.g. /var/lib/countersign, or run as another user than root.`,
    );
  }
  const closedAboveCheckout = closedFolder(ROOT);
  if (closedAboveCheckout) {
    throw new StartError(
      `As root, Postgres runs as the user postgres, who can't enter ${closedAboveCheckout}: move this checkout to a folder that everybody may enter, e.g. /opt/countersign, or run as another user than root.`,
    );
  }
};

/** The highest folder on the way that others may not enter. */
const closedFolder = (path: string): string | null => {
  const parent = dirname(path);
  const above = parent === path ? null : closedFolder(parent);
  return above ?? ((statSync(path).mode & 0o001) === 0 ? path : null);
};
