import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './test-totals.ts';

/** `npm test`: the checks, then all tests, then one line with the totals. Arguments go to vitest. */
const run = (command: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });

const folder = mkdtempSync(join(tmpdir(), 'countersign-totals-'));
const report = join(folder, 'report.json');
try {
  const checked = await run(process.execPath, ['tools/check/run.ts']);
  const tested = await run('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  const { passed, failed } = countTests(read(report));
  // A run that failed outside any test (a check, a file that can't be loaded) must not read as "0 failed".
  const unseen = (checked ? 0 : 1) + (tested || failed > 0 ? 0 : 1);
  process.stdout.write(`${passed} passed, ${failed + unseen} failed\n`);
  process.exitCode = checked && tested ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
