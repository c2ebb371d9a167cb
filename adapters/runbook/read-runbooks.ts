import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { RunbookInfo } from '../../core/runbook.ts';
import { createProblemList, FileError, throwSyntaxErrors } from '../../core/schema/file-problems.ts';
import type { JsonSchema } from '../../core/skill.ts';
import { compileRunbook, type Runbook } from './compile.ts';
import { runbookSchema } from './definition.ts';

export interface Runbooks {
  list(): readonly RunbookInfo[];
  find(name: string): Runbook | undefined;
}

/** Says what is wrong with a JSON Schema itself; null when it can be used. */
type SchemaProblem = (schema: JsonSchema) => string | null;

/** One runbook file. Throws FileError with every problem and its line. */
export const readRunbook = (yaml: string, file: string, schemaProblem: SchemaProblem): Runbook => {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  throwSyntaxErrors(file, document.errors, lines);
  const problems = createProblemList(file, document, lines);
  const parsed = runbookSchema.safeParse(document.toJS());
  problems.addIssues(parsed.error);
  if (!parsed.success) {
    problems.throwIfAny();
    throw new FileError([`${file}:1: not a runbook`]);
  }
  const wrong = schemaProblem(parsed.data.inputs);
  if (wrong !== null) problems.add(['inputs'], wrong);
  const runbook = compileRunbook(parsed.data, problems.add);
  problems.throwIfAny();
  return runbook;
};

/** All `.yaml` files of a folder, by name. Throws FileError with the problems of all files. */
export const readRunbooks = (folder: string, schemaProblem: SchemaProblem): Runbooks => {
  const problems: string[] = [];
  const byName = new Map<string, Runbook>();
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  for (const file of files.toSorted()) {
    try {
      const runbook = readRunbook(readFileSync(join(folder, file), 'utf8'), basename(file), schemaProblem);
      const { name } = runbook.info;
      if (byName.has(name)) problems.push(`${file}:1: another file has a runbook named ${name}`);
      byName.set(name, runbook);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new FileError(problems);
  return { list: () => [...byName.values()].map(({ info }) => info), find: (name) => byName.get(name) };
};
