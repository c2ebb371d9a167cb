import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './tracked-files.ts';

/** Everything that can be known about the code without running it. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['tsc', '--noEmit', '-p', '.']],
  ['format and lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['layers', ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', '.']],
  ['unused code', ['knip', '--no-progress']],
  ['files named in documents', ['node', 'tools/check/docs-files.ts']],
  ['words, secrets, paths', ['node', 'tools/check/words.ts']],
];

interface Result {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

const env = {
  ...process.env,
  PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
};

const run = (name: string, [command = '', ...args]: readonly string[]): Promise<Result> =>
  new Promise((resolve) => {
    const since = Date.now();
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const end = (ok: boolean): void => resolve({ name, ok, output, seconds: (Date.now() - since) / 1000 });
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });

const print = ({ name, ok, output, seconds }: Result): void => {
  process.stdout.write(
    `${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n${ok ? '' : `${output.trimEnd()}\n`}`,
  );
};

const results = await Promise.all(
  CHECKS.map(async ([name, command]) => {
    const result = await run(name, command);
    print(result);
    return result;
  }),
);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
