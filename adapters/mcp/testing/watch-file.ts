import { existsSync, readFileSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Resolves with the file's text as soon as it says what is waited for. */
export const whenFile = (file: string, says: (text: string) => boolean): Promise<string> =>
  new Promise((resolve) => {
    const watcher = watch(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) look();
    });
    const look = (): void => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (!says(text)) return;
      watcher.close();
      resolve(text);
    };
    look();
  });
