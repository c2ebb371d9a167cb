import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { createProblemList, type ProblemList, throwSyntaxErrors } from '../../core/schema/file-problems.ts';
import { skillName } from '../../core/schema/skill-config.ts';

/** Values that a skills file can name: `${workspace}`, `${data}`, `${env:NAME}`. */
export interface Places {
  readonly workspace: string;
  readonly data: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a skills file. `backends` has the schema of each kind by its `backend` word. Throws FileError with every
 * problem at once.
 */
export const readSkillsConfig = <T>(
  yaml: string,
  file: string,
  options: { readonly backends: Readonly<Record<string, z.ZodType<T>>>; readonly places: Places },
): ReadonlyMap<string, T> => {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  throwSyntaxErrors(file, document.errors, lines);
  const problems = createProblemList(file, document, lines);
  const filled = fillAll(document.toJS(), options.places, [], problems);
  const skills = readSkills(filled, options.backends, problems);
  problems.throwIfAny();
  return skills;
};

const PLACE = /\$\{([^}]*)\}/g;

const fill = (words: string, places: Places, problem: (what: string) => void): string =>
  words.replace(PLACE, (whole, name: string) => {
    if (name === 'workspace' || name === 'data') return places[name];
    const variable = name.startsWith('env:') ? name.slice(4) : null;
    const value = variable === null ? undefined : places.env[variable];
    if (value !== undefined) return value;
    problem(
      variable === null
        ? `${whole} is not known; there are \${workspace}, \${data} and \${env:NAME}`
        : `the environment variable ${variable} is not set`,
    );
    return '';
  });

const fillAll = (
  value: unknown,
  places: Places,
  path: readonly PropertyKey[],
  problems: ProblemList,
): unknown => {
  if (typeof value === 'string') return fill(value, places, (what) => problems.add(path, what));
  if (Array.isArray(value)) return value.map((item, at) => fillAll(item, places, [...path, at], problems));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, fillAll(item, places, [...path, key], problems)]),
    );
  }
  return value;
};

const fileSchema = z.strictObject({ skills: z.record(z.string(), z.unknown()) });

const readSkills = <T>(
  value: unknown,
  backends: Readonly<Record<string, z.ZodType<T>>>,
  problems: ProblemList,
): ReadonlyMap<string, T> => {
  const skills = new Map<string, T>();
  const parsed = fileSchema.safeParse(value);
  problems.addIssues(parsed.error);
  for (const [name, body] of Object.entries(parsed.data?.skills ?? {})) {
    const path = ['skills', name];
    const named = skillName.safeParse(name);
    problems.addIssues(named.error, path);
    const kind = (body as { backend?: unknown } | null)?.backend;
    const schema = typeof kind === 'string' ? backends[kind] : undefined;
    if (!schema) {
      problems.add([...path, 'backend'], `must be one of ${Object.keys(backends).join(', ')}`);
      continue;
    }
    const skill = schema.safeParse(body);
    if (skill.success) skills.set(name, skill.data);
    problems.addIssues(skill.error, path);
  }
  return skills;
};
