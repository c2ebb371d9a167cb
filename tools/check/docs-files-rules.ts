import type { Finding } from './tracked-files.ts';

/** Made by a build or a run, so named in documents without being in the repository. */
const GENERATED = ['console/dist', 'worker/workflows/bundle', 'node_modules', '.countersign'];
const EXTENSIONS = 'ts|tsx|js|mjs|json|jsonc|ya?ml|md|sql|css|html|sh|png|svg|toml|mod|sum';
/** `x.test.ts` stands for any name; `discord.js` is a package. */
const PLAIN_FILE = new RegExp(String.raw`^(?!x\.|discord\.js$)[\w.-]*[\w-]\.(${EXTENSIONS})$`);
const PATH = /^(\.{1,2}\/)?[\w.*-]+(\/[\w.*-]+)*\/?$/;

interface Document {
  readonly file: string;
  readonly text: string;
}

/**
 * Looks at the targets of links, and at code spans that read like a path of this repository: with a top-level folder
 * of ours in front, starting with a dot and a slash, or a bare file name with a usual ending. A `*` stands for any
 * part of a name.
 */
export const findMissingFiles = (
  document: Document,
  files: readonly string[],
  fromDocument: (path: string) => string,
): readonly Finding[] => {
  const known = new Set(files.flatMap(withFolders));
  const topLevel = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  const names = new Set(files.map((path) => path.split('/').at(-1)));
  const exists = (path: string): boolean => {
    const plain = path.replace(/\/$/, '');
    if (GENERATED.some((folder) => plain === folder || plain.startsWith(`${folder}/`))) return true;
    if (!plain.includes('*')) return plain === '.' || known.has(plain);
    const pattern = new RegExp(`^${plain.split('*').map(escaped).join('[^/]*')}$`);
    return [...known].some((one) => pattern.test(one));
  };
  const isPath = (span: string): boolean =>
    PLAIN_FILE.test(span) ||
    (PATH.test(span) &&
      (/^\.{1,2}\//.test(span) || (span.includes('/') && topLevel.has(span.split('/')[0] ?? ''))));
  const missing = (path: string, link: boolean): boolean => {
    if (exists(fromDocument(path))) return false;
    if (link) return true;
    return !exists(path) && !(PLAIN_FILE.test(path) && names.has(path));
  };
  return lines(document.text).flatMap(({ text, line }) => [
    ...[...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
      .map((match) => (match[1] ?? '').split('#')[0] ?? '')
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target) && missing(target, true))
      .map((target) => ({ file: document.file, line, text: `links to ${target}, which does not exist` })),
    ...[...text.matchAll(/`([^`]+)`/g)]
      .map((match) => match[1] ?? '')
      .filter((span) => isPath(span) && missing(span, false))
      .map((span) => ({ file: document.file, line, text: `names ${span}, which does not exist` })),
  ]);
};

/** Fenced blocks show commands and file contents, not names of files of ours. */
const lines = (text: string): readonly { readonly text: string; readonly line: number }[] => {
  let fenced = false;
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) {
      fenced = !fenced;
      return [];
    }
    return fenced ? [] : [{ text: line, line: index + 1 }];
  });
};

const withFolders = (path: string): string[] =>
  path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
