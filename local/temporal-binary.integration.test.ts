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
import { resolveTemporal, TEMPORAL_CLI_VERSION } from './temporal-binary.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-binary-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WORKS = '#!/bin/sh\necho "temporal version 1.5.1"\n';

const script = (path: string, text: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
};

const cached = (): string =>
  join(folder, 'cache', 'countersign', `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');

/** Nothing listens on port 9 of this machine, so that no test reaches out. */
const find = (env: NodeJS.ProcessEnv = {}): ReturnType<typeof resolveTemporal> =>
  resolveTemporal({
    env: { PATH: ['/bin', '/usr/bin'].join(delimiter), XDG_CACHE_HOME: join(folder, 'cache'), ...env },
    say: (line) => said.push(line),
    downloadHost: 'http://127.0.0.1:9',
  });

const withGo = (text: string): NodeJS.ProcessEnv => {
  script(join(folder, 'bin', 'go'), text);
  return { PATH: [join(folder, 'bin'), '/bin', '/usr/bin'].join(delimiter) };
};

describe("Temporal's binary", () => {
  it('is not looked for when there is a server', async () => {
    expect(await find({ TEMPORAL_ADDRESS: 'there:7233' })).toEqual({ kind: 'server', address: 'there:7233' });
    expect(said).toEqual([]);
  });

  it('is taken from PATH before the cache', async () => {
    script(cached(), WORKS);
    const path = script(join(folder, 'path', 'temporal'), WORKS);
    const found = await find({ PATH: [join(folder, 'path'), '/bin', '/usr/bin'].join(delimiter) });
    expect(found).toEqual({ kind: 'binary', path, from: 'on PATH' });
  });

  it('is taken from the cache, with the reason why not from PATH', async () => {
    script(cached(), WORKS);
    expect(await find()).toEqual({ kind: 'binary', path: cached(), from: 'in the cache' });
    expect(said).toEqual(['Temporal on PATH: not found']);
  });

  it('is not taken from the cache when it does not run', async () => {
    script(cached(), '#!/bin/sh\nexit 1\n');
    await expect(find()).rejects.toThrow('There is no Temporal server to run (Go is not installed)');
    expect(said[1]).toBe('Temporal in the cache: the cached file does not run and was removed');
    expect(existsSync(cached())).toBe(false);
  });

  it('says why each attempt failed, and what to do in one sentence', async () => {
    const failure = find();
    await expect(failure).rejects.toMatchObject({ name: 'StartError' });
    await expect(failure).rejects.toThrow(
      'install Go from https://go.dev/dl, or put `temporal` on PATH, or set TEMPORAL_ADDRESS.',
    );
    expect(said).toEqual([
      'Temporal on PATH: not found',
      `Temporal in the cache: not found (${cached()})`,
      expect.stringMatching(/^Temporal by download: http:\/\/127\.0\.0\.1:9 can't be reached \(.+\)$/),
      'Temporal built with Go: Go is not installed',
    ]);
  });

  it('is built with Go, kept for the next time, and leaves nothing else', async () => {
    const env = withGo(
      `#!/bin/sh\n[ "$1" = version ] && exit 0\necho "$2" > "${folder}/asked"\nprintf '%s' '${WORKS}' > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"\n`,
    );
    expect(await find(env)).toEqual({ kind: 'binary', path: cached(), from: 'built with Go' });
    expect(readFileSync(join(folder, 'asked'), 'utf8').trim()).toBe(
      'github.com/temporalio/cli/cmd/temporal@v1.5.1',
    );
    expect(said.at(-1)).toBe('Temporal: building it once with Go, about 3 minutes (0 s)…');
    expect(readdirSync(dirname(cached()))).toEqual(['temporal']);
    expect(await find(env)).toMatchObject({ from: 'in the cache' });
  });

  it('says what Go said when the build fails, and keeps nothing', async () => {
    const env = withGo('#!/bin/sh\n[ "$1" = version ] && exit 0\necho "no such module" >&2\nexit 1\n');
    await expect(find(env)).rejects.toThrow('no such module');
    expect(readdirSync(dirname(cached()))).toEqual([]);
  });

  it('is not kept when what was built does not run', async () => {
    const env = withGo(
      '#!/bin/sh\n[ "$1" = version ] && exit 0\nprintf "#!/bin/sh\\nexit 1\\n" > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"\n',
    );
    await expect(find(env)).rejects.toThrow('There is no Temporal server to run');
    expect(existsSync(cached())).toBe(false);
  });
});
