import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import { type InstanceFolder, plainName, plainSnapshotName, replaceState } from './instance-folder.ts';

/** Kept copies of one instance's state, outside of its folder: they outlive it. */
export interface Snapshots {
  take(folder: InstanceFolder, name: string, signal: AbortSignal): Promise<void>;
  putBack(folder: InstanceFolder, name: string, signal: AbortSignal): Promise<void>;
  names(): Promise<readonly string[]>;
  drop(name: string): Promise<void>;
  dropAll(): Promise<void>;
}

export const snapshotsOf = (dataDir: string, { release }: Pick<InstanceRef, 'release'>): Snapshots => {
  const root = join(resolve(dataDir), 'instance-snapshots', plainName(release));
  const place = (name: string): string => join(root, plainSnapshotName(name));
  const former = (name: string): string => join(root, `.former-${name}`);
  /** After a crash between the two renames of `take`. */
  const settle = async (name: string): Promise<void> => {
    if (!existsSync(former(name))) return;
    if (existsSync(place(name))) await rm(former(name), { recursive: true, force: true });
    else await rename(former(name), place(name));
  };
  /** The folder goes with the last copy. */
  const tidy = (): Promise<void> => rmdir(root).catch(() => undefined);

  return {
    async take(folder, name, signal) {
      const target = place(name);
      await mkdir(root, { recursive: true, mode: 0o700 });
      await settle(name);
      const work = join(root, `.making-${name}`);
      await copyFolder(folder.state, work, signal);
      if (existsSync(target)) await rename(target, former(name));
      await rename(work, target);
      await settle(name);
    },
    async putBack(folder, name, signal) {
      await settle(name);
      if (!existsSync(place(name))) throw new AppError('not_found');
      const work = `${folder.state}.fresh`;
      await copyFolder(place(name), work, signal);
      await replaceState(folder, work);
    },
    async names() {
      if (!existsSync(root)) return [];
      const entries = await readdir(root);
      for (const entry of entries) if (entry.startsWith('.former-')) await settle(entry.slice(8));
      const names = (await readdir(root)).filter((entry) => !entry.startsWith('.'));
      const dated = await Promise.all(
        names.map(async (name) => ({ name, at: (await stat(join(root, name))).ctimeMs })),
      );
      return dated.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
    },
    async drop(name) {
      for (const path of [place(name), former(name), join(root, `.making-${name}`)]) {
        await rm(path, { recursive: true, force: true });
      }
      await tidy();
    },
    dropAll: () => rm(root, { recursive: true, force: true }),
  };
};

/** What a gateway has open beside files, its sockets, is nothing to keep. */
const copyFolder = async (from: string, to: string, signal: AbortSignal): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: async (source) => {
      signal.throwIfAborted();
      const kind = await lstat(source);
      return kind.isDirectory() || kind.isFile() || kind.isSymbolicLink();
    },
  });
};
