import { fileURLToPath } from 'node:url';
import { PROCESS_INPUT, startOwnedProcess } from '../../local/owned-process.ts';
import { StartError } from '../../local/start-error.ts';

const COMMAND = fileURLToPath(new URL('../../local/command-process.ts', import.meta.url));
const PROGRESS_MS = 30_000;
const NO_SUCH_COMMAND = 127;

export interface GoRun {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** What a person reads while it runs. */
  readonly what: string;
}

/** Runs Go, which ends with us however we end; gives its last lines. Throws StartError with what to do. */
export const runGo = async (
  args: readonly string[],
  { cwd, env, say, what }: GoRun,
): Promise<readonly string[]> => {
  const started = Date.now();
  say(`${what}…`);
  const timer = setInterval(
    () => say(`${what}, ${Math.round((Date.now() - started) / 1000)} s…`),
    PROGRESS_MS,
  );
  const child = startOwnedProcess({
    main: COMMAND,
    cwd,
    env: { ...env, CGO_ENABLED: '0', [PROCESS_INPUT]: JSON.stringify({ command: 'go', args }) },
  });
  const { code } = await child.exited;
  clearInterval(timer);
  if (code !== 0) throw new StartError(whyNot(code, child.lastLines()));
  return child.lastLines();
};

const whyNot = (code: number | null, lines: readonly string[]): string => {
  const words = lines.slice(-3).join(' ').trim();
  if (code === NO_SUCH_COMMAND)
    return 'Go is not installed: the cluster’s programs are built with it, once. Install it from https://go.dev/dl.';
  if (/no space left/.test(words))
    return 'The disk is full: building the cluster’s programs needs about 6 GB.';
  if (/dial tcp|no such host|proxy|timeout|connection re(fused|set)|TLS handshake/i.test(words))
    return `The Go module proxy can’t be reached. Check the network and GOPROXY. Go said: ${words}`;
  return `Go could not build the cluster’s programs: ${words || 'it was stopped'}`;
};
