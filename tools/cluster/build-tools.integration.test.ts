import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusterTools } from './build-tools.ts';

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-build-'));
  cache = join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Go that notes what it is asked for and makes files without building: the real one takes seven minutes. */
const withGo = (script: string): NodeJS.ProcessEnv => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'go'), `#!/bin/sh\necho "$@" >> ${join(folder, 'asked')}\n${script}\n`);
  chmodSync(join(bin, 'go'), 0o755);
  return { ...process.env, PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin` };
};

const MAKES = `
if [ "$1" = build ]; then
  while [ "$1" != -o ]; do shift; done
  sleep 0.1; echo program > "$2"
else
  for part in crd/bases stage/node/fast stage/node/heartbeat-with-lease stage/pod/fast stage/volume/fast; do
    mkdir -p "$MODULE/kustomize/$part"; echo stage > "$MODULE/kustomize/$part/one.yaml"
  done
  chmod -R a-w "$MODULE/kustomize"
  echo '{ "Dir": "'"$MODULE"'" }'
fi`;

const asked = (): readonly string[] => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
const quiet = (): void => undefined;

describe('the programs of the cluster', () => {
  it('are built once, also when two want them at the same time, and kept', async () => {
    const module = join(folder, 'module');
    const env = { ...withGo(MAKES), MODULE: module };
    const said: string[] = [];
    const both = await Promise.all([
      clusterTools(cache, (line) => void said.push(line), env),
      clusterTools(cache, (line) => void said.push(line), env),
    ]);
    const [tools] = both;
    expect(readFileSync(tools.path('kubectl'), 'utf8')).toBe('program\n');
    expect(existsSync(join(tools.kwokFolder, 'stage/pod/fast/one.yaml'))).toBe(true);
    expect(asked().filter((line) => line.startsWith('build'))).toHaveLength(6);
    expect(said).toContain('cluster: building etcd with Go (1 of 6; all six take about 7 minutes, once)…');
    expect(said).toContain('cluster: another process builds what is needed, waiting for it…');

    await clusterTools(cache, quiet, env);
    expect(asked()).toHaveLength(7);
  });

  it('are built to the end after a build that was cut off, with nothing half', async () => {
    const module = join(folder, 'module');
    const cutOff = `if [ -e ${folder}/second ]; then ${MAKES}\nelse touch ${folder}/second; exit 1; fi`;
    const env = { ...withGo(cutOff), MODULE: module };
    await expect(clusterTools(cache, quiet, env)).rejects.toThrow('Go could not build');
    const [made = ''] = readdirSync(cache).filter((name) => !name.endsWith('.lock'));
    mkdirSync(join(cache, made, '.making-abandoned'));
    const tools = await clusterTools(cache, quiet, env);
    expect(readdirSync(dirname(tools.path('etcd'))).sort()).toEqual(
      [
        'etcd',
        'kube-apiserver',
        'kube-controller-manager',
        'kube-scheduler',
        'kubectl',
        'kustomize',
        'kwok',
      ].sort(),
    );
  });

  it.each([
    [
      'echo "dial tcp: lookup proxy.example: no such host" >&2; exit 1',
      'The Go module proxy can’t be reached',
    ],
    ['echo "write /x: no space left on device" >&2; exit 1', 'The disk is full'],
  ])('say what is wrong: %s', async (script, sentence) => {
    await expect(clusterTools(cache, quiet, withGo(script))).rejects.toThrow(sentence);
  });

  it('say that Go is missing', async () => {
    const env = { ...process.env, PATH: folder };
    await expect(clusterTools(cache, quiet, env)).rejects.toThrow('Go is not installed');
  });
});
