import { execFile } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COPY_SCRIPT, copyJob } from './copy-job.ts';

const GATEWAY = 1000;
/** Only root can make a folder somebody else's, as a cluster does. */
const asRoot = process.getuid?.() === 0;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-copy-'));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A fresh volume: its root and its `lost+found` are root's, and the gateway's group may write. */
const volume = async (name: string): Promise<string> => {
  const root = join(folder, name);
  await mkdir(join(root, 'lost+found'), { recursive: true });
  await chmod(join(root, 'lost+found'), 0o700);
  if (asRoot) await chown(root, 0, GATEWAY);
  await chmod(root, 0o2775);
  return root;
};

const asGateway = async (command: string, ...args: readonly string[]): Promise<void> => {
  const who = asRoot ? { uid: GATEWAY, gid: GATEWAY } : {};
  await promisify(execFile)('sh', ['-euc', command, 'copy', ...args], { ...who, cwd: folder });
};

describe('copying a volume', () => {
  it('makes the second one hold what the first one holds, and nothing else', async () => {
    const [from, to] = [await volume('from'), await volume('to')];
    await asGateway('mkdir -p "$1/a/b" "$1/.hidden" "$1/-rf" && touch "$1/.hidden/.x"', from);
    await asGateway(
      'echo before > "$1/a/b/file" && chmod 600 "$1/a/b/file" && ln -s a/b/file "$1/link"',
      from,
    );
    await asGateway('mkdir "$1/old" && echo after > "$1/old/file" && touch "$1/.older"', to);
    for (const _ of [1, 2]) await asGateway(COPY_SCRIPT, from, to);
    expect((await readdir(to)).toSorted()).toEqual(['-rf', '.hidden', 'a', 'link', 'lost+found']);
    expect(await readFile(join(to, 'a/b/file'), 'utf8')).toBe('before\n');
    expect((await stat(join(to, 'a/b/file'))).mode & 0o777).toBe(0o600);
    expect(await readlink(join(to, 'link'))).toBe('a/b/file');
    expect(await readdir(join(to, '.hidden'))).toEqual(['.x']);
  });

  it('copies nothing as well', async () => {
    const [from, to] = [await volume('from'), await volume('to')];
    await asGateway('touch "$1/left"', to);
    await asGateway(COPY_SCRIPT, from, to);
    expect(await readdir(to)).toEqual(['lost+found']);
  });

  it('fails when something can’t be read, so that no half copy counts', async () => {
    const [from, to] = [await volume('from'), await volume('to')];
    await symlink('/', join(from, 'root'));
    await writeFile(join(from, 'theirs'), 'x', { mode: 0o600 });
    if (asRoot) await expect(asGateway(COPY_SCRIPT, from, to)).rejects.toThrow(/Permission denied/);
    else await asGateway(COPY_SCRIPT, from, to);
    expect(await readlink(join(to, 'root'))).toBe('/');
  });

  it('says what to copy in arguments, never in the script', () => {
    const ref = { tenantId: 't', instanceId: 'i', release: 'r', namespace: 'n' };
    const job = copyJob(ref, { name: 'job', from: 'one', to: 'two', image: 'image:1' });
    const [container] = job.spec?.template.spec?.containers ?? [];
    expect(container?.command).toEqual(['sh', '-euc', COPY_SCRIPT, 'copy', '/from', '/to']);
    expect(container?.image).toBe('image:1');
  });
});
