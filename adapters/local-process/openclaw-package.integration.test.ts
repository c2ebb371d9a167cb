import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../local/testing/until.ts';
import { type InstallOpenClawOptions, installOpenClaw, runsOpenClaw } from './openclaw-package.ts';
import { markOf } from './process-table.ts';

/** Stands for npm: writes down how it was called, and installs what is wanted of it. */
const FAKE_NPM = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const folder = process.argv[process.argv.indexOf('--prefix') + 1];
const [, name, version] = /^(.+)@(.+)$/.exec(process.argv.at(-1));
appendFileSync(process.env.CALLS, JSON.stringify({ name, version, pid: process.pid, path: process.env.PATH }) + '\\n');
mkdirSync(join(folder, 'node_modules', name, 'bin'), { recursive: true });
writeFileSync(join(folder, 'node_modules', name, 'half'), '');
if (process.env.FAILS) { process.stderr.write(process.env.FAILS); process.exit(1); }
while (process.env.HOLD && existsSync(process.env.HOLD)) await new Promise((go) => setTimeout(go, 20));
writeFileSync(join(folder, 'node_modules', name, 'openclaw.mjs'), '');
writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version: process.env.GIVES ?? version }));
`;

let root: string;
let said: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'openclaw-package-'));
  said = [];
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'npm.mjs'), FAKE_NPM);
  await writeFile(
    join(root, 'bin', 'npm'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'npm.mjs')}" "$@"\n`,
  );
  await chmod(join(root, 'bin', 'npm'), 0o755);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

const install = (env: Record<string, string> = {}, over: Partial<InstallOpenClawOptions> = {}) =>
  installOpenClaw({
    cacheDir: join(root, 'cache'),
    version: '2026.9.6',
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    ownNode: { path: '/own/bin/node', version: '24.21.0' },
    env: { PATH: `${join(root, 'bin')}${delimiter}/usr/bin:/bin`, CALLS: join(root, 'calls'), ...env },
    ...over,
  });
const calls = async (): Promise<readonly { name: string; version: string; pid: number; path: string }[]> => {
  if (!existsSync(join(root, 'calls'))) return [];
  const text = await readFile(join(root, 'calls'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};
const inCache = async () => (await readdir(join(root, 'cache'))).filter((name) => !name.endsWith('.lock'));

describe('installing OpenClaw', () => {
  it('installs the exact version on first use, says how long it takes, and never again', async () => {
    const script = join(root, 'cache', 'openclaw-2026.9.6', 'node_modules', 'openclaw', 'openclaw.mjs');
    expect(await install()).toEqual({ node: '/own/bin/node', script });
    expect(await install()).toEqual({ node: '/own/bin/node', script });
    expect(await calls()).toMatchObject([{ name: 'openclaw', version: '2026.9.6' }]);
    expect(said[0]).toBe(
      'openclaw 2026.9.6: installing it once from npm, usually half a minute to two minutes…',
    );
    expect(await inCache()).toEqual(['openclaw-2026.9.6']);
  });

  it('installs it once when several want it at the same time', async () => {
    const hold = join(root, 'hold');
    await writeFile(hold, '');
    const both = Promise.all([install({ HOLD: hold }), install({ HOLD: hold })]);
    await until('the second one waits', () => said.some((line) => line.includes('waiting')));
    await rm(hold);
    await both;
    expect(await calls()).toHaveLength(1);
  });

  it('leaves nothing half behind when it is given up, and ends npm', async () => {
    const hold = join(root, 'hold');
    await writeFile(hold, '');
    const given = new AbortController();
    const installing = install({ HOLD: hold }, { signal: given.signal });
    await until('npm runs', async () => (await calls()).length === 1);
    given.abort();
    await expect(installing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await inCache()).toEqual([]);
    const [call] = await calls();
    await until('npm is gone', async () => (await markOf(call?.pid ?? -1)) === null);
  });

  it('clears away what a killed installation left', async () => {
    await mkdir(join(root, 'cache', '.making-openclaw-2026.9.6-abcdef', 'node_modules'), { recursive: true });
    await mkdir(join(root, 'cache', 'openclaw-2026.9.6', 'node_modules', 'openclaw'), { recursive: true });
    await install();
    expect(await inCache()).toEqual(['openclaw-2026.9.6']);
  });

  it('brings a Node of its own where the one here is too old, and lets npm find it first', async () => {
    const { node } = await install({}, { ownNode: { path: '/usr/bin/node', version: '20.19.0' } });
    expect(node).toBe(join(root, 'cache', 'node-24.21.0', 'node_modules', 'node', 'bin', 'node'));
    const made = await calls();
    expect(made.map(({ name }) => name)).toEqual(['node', 'openclaw']);
    expect(made[1]?.path.startsWith(`${dirname(node)}${delimiter}`)).toBe(true);
  });

  it.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', 'the npm registry can’t be reached'],
    ['npm error code E404', 'npm knows no openclaw@2026.9.6'],
    ['npm error code ETARGET', 'npm knows no openclaw@2026.9.6'],
    ['npm error code ENOSPC', 'the disk is full'],
    ['npm error code EWHATEVER', 'npm install openclaw@2026.9.6 failed (EWHATEVER)'],
  ])('says what to do about %j', async (words, detail) => {
    await expect(install({ FAILS: words })).rejects.toMatchObject({
      code: 'driver_not_ready',
      params: { detail: expect.stringContaining(detail) },
    });
    expect(await inCache()).toEqual([]);
  });

  it('says so when there is no npm', async () => {
    await expect(install({ PATH: join(root, 'nothing') })).rejects.toMatchObject({
      code: 'driver_not_ready',
      params: { detail: expect.stringContaining('npm is not on PATH') },
    });
  });

  it('refuses another version than the one it asked for', async () => {
    await expect(install({ GIVES: '2026.9.7' })).rejects.toMatchObject({ code: 'driver_not_ready' });
  });

  it.each(['latest', '^2026.9.6', '2026.9.6 --registry=x', '../x', '', '2026.9.6\n'])(
    'gives npm no %j',
    async (version) => {
      await expect(install({}, { version })).rejects.toMatchObject({ code: 'deploy_failed' });
      expect(await calls()).toEqual([]);
    },
  );
});

it.each([
  ['20.19.0', false],
  ['24.15.9', false],
  ['24.16.0', true],
  ['25.3.0', false],
  ['26.0.0', false],
  ['26.1.0', true],
  ['27.0.0', true],
])('Node %s runs OpenClaw: %s', (version, runs) => {
  expect(runsOpenClaw(version)).toBe(runs);
});
