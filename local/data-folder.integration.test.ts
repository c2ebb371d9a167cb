import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder, toStartError } from './data-folder.ts';

let parent: string;
let path: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'countersign-data-'));
  path = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const MODULE = new URL('./data-folder.ts', import.meta.url).href;

describe('the data folder', () => {
  it('is held by one run at a time, and free again when that one is killed with -9', async () => {
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { openDataFolder } = await import(${JSON.stringify(MODULE)});
         const folder = openDataFolder(${JSON.stringify(path)});
         folder.writeState({ pid: process.pid });
         setInterval(() => folder, 1000);
         console.log('held');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    expect(() => openDataFolder(path)).toThrow(
      `The data folder ${path} is in use by another run (process ${holder.pid}): stop that one, or choose another folder with --data DIR.`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'close');
    openDataFolder(path).release();
  });

  it('keeps its state for its owner only', () => {
    const folder = openDataFolder(path);
    folder.writeState({ pid: 1, ownerUrl: 'postgresql://' });
    folder.release();
    expect(statSync(folder.file('run.json')).mode & 0o777).toBe(0o600);
    expect(folder.readState()).toEqual({ pid: 1, ownerUrl: 'postgresql://' });
  });

  it('takes a state that a full disk cut off for none', () => {
    const folder = openDataFolder(path);
    writeFileSync(folder.file('run.json'), '{"pid": ');
    expect(folder.readState()).toEqual({});
    folder.release();
  });

  it('says in one sentence why it can not be used', () => {
    writeFileSync(path, 'a file');
    expect(() => openDataFolder(path)).toThrow(
      `${path} is not a folder: choose another one with --data DIR.`,
    );
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(toStartError(full, path)).toMatchObject({
      name: 'StartError',
      message: `The disk of ${path} is full: free some space, or choose another folder with --data DIR.`,
    });
  });
});
