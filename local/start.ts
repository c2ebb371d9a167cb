import { readStartArguments } from './arguments.ts';
import { createStack } from './stack.ts';
import { StartError } from './start-error.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
// A closed terminal must not end us in the middle of stopping.
process.stdout.on('error', () => undefined);

const abort = new AbortController();
let askedAt = 0;

/** npm passes a terminal's Ctrl-C on although we got it already: only a later one means "at once". */
const SECOND_ASK_MS = 1_500;

const main = async (): Promise<number> => {
  const stack = createStack(readStartArguments(process.argv.slice(2)), { say, signal: abort.signal });
  const onSignal = (): void => {
    if (askedAt === 0) {
      askedAt = Date.now();
      abort.abort(new StartError('stopped'));
    } else if (Date.now() - askedAt > SECOND_ASK_MS) {
      stack.hurry();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  whenNpmIsGone(onSignal);
  try {
    await stack.start();
    await new Promise<void>((resolve) => {
      if (abort.signal.aborted) resolve();
      abort.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  } catch (error) {
    if (abort.signal.aborted) return 0;
    say(error instanceof StartError ? error.message : `Countersign could not start: ${describe(error)}`);
    return 1;
  } finally {
    await stack.stop();
  }
};

/** npm is the first process of a container or a service; killed with -9, it can't pass anything on to us. */
const whenNpmIsGone = (stop: () => void): void => {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
};

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(describe(error));
    process.exit(1);
  },
);
