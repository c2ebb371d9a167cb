import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AtEnd } from './at-end.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const DEFAULT_SKILLS = here('../local/defaults/skills.yaml');
const COUNTING_SERVER = here('../adapters/mcp/testing/counting-server.ts');

/** Beside the default skills two copies of a server that waits and counts: `ledger` asks for an approval. */
export const writeSkills = async (atEnd: AtEnd): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-skills-'));
  atEnd.add(() => rm(folder, { recursive: true, force: true }));
  const server = (name: string, more: readonly string[]): string =>
    [
      `  ${name}:`,
      '    backend: mcp',
      '    transport: stdio',
      `    command: ${JSON.stringify(process.execPath)}`,
      `    args: ${JSON.stringify([COUNTING_SERVER, join(folder, `${name}.txt`)])}`,
      ...more,
      '',
    ].join('\n');
  const file = join(folder, 'skills.yaml');
  const counting = server('counting', ['    actions:', '      slow_append: { approval: never }']);
  await writeFile(file, [readFileSync(DEFAULT_SKILLS, 'utf8'), counting, server('ledger', [])].join('\n'));
  return file;
};
