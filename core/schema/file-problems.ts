import type { z } from 'zod';

type Path = readonly PropertyKey[];

/** All that is wrong with a file a person wrote, one line each: `file:line: what`. For operators, in English. */
export class FileError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'FileError';
    this.problems = problems;
  }
}

/** As much of a parsed YAML document (npm `yaml`) as line numbers need. */
interface LocatedDocument {
  readonly contents: unknown;
  getIn(path: readonly unknown[], keepScalar: true): unknown;
}
interface LocatedLines {
  linePos(offset: number): { readonly line: number };
}
interface LocatedNode {
  readonly range?: readonly number[] | null;
  readonly items?: readonly {
    readonly key?: { readonly value?: unknown; readonly range?: readonly number[] | null };
  }[];
}

/** Line (from 1) of the place a path leads to, or of its nearest parent that is written down. */
const lineOf = (document: LocatedDocument, lines: LocatedLines, path: Path): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = (parent as LocatedNode | undefined)?.items?.find?.(
      (item) => item.key?.value === path[length - 1],
    );
    const node = document.getIn(path.slice(0, length), true) as LocatedNode | undefined;
    const offset = pair?.key?.range?.[0] ?? node?.range?.[0];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
};

export interface ProblemList {
  add(path: Path, what: string): void;
  /** All issues of a zod error, seen from `base`. */
  addIssues(error: z.ZodError | undefined, base?: Path): void;
  isEmpty(): boolean;
  /** Throws FileError with every problem, in the order of the lines. */
  throwIfAny(): void;
}

export const createProblemList = (
  file: string,
  document: LocatedDocument,
  lines: LocatedLines,
): ProblemList => {
  const problems: { readonly line: number; readonly what: string }[] = [];
  const add = (path: Path, what: string): void => {
    const name = path.map(String).join('.');
    problems.push({ line: lineOf(document, lines, path), what: name === '' ? what : `${name}: ${what}` });
  };
  return {
    add,
    addIssues: (error, base = []) => {
      for (const issue of error?.issues ?? []) {
        if (issue.code === 'unrecognized_keys') {
          for (const key of issue.keys) add([...base, ...issue.path, key], 'is not known here');
        } else {
          const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
          add([...base, ...issue.path], (inner ?? issue).message);
        }
      }
    },
    isEmpty: () => problems.length === 0,
    throwIfAny: () => {
      if (problems.length === 0) return;
      const ordered = problems.toSorted((a, b) => a.line - b.line);
      throw new FileError(ordered.map(({ line, what }) => `${file}:${line}: ${what}`));
    },
  };
};

/** What the YAML parser itself did not understand. */
export const throwSyntaxErrors = (
  file: string,
  errors: readonly { readonly message: string; readonly pos: readonly [number, number] }[],
  lines: LocatedLines,
): void => {
  if (errors.length === 0) return;
  throw new FileError(
    errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n', 1)[0]}`),
  );
};
