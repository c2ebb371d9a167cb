import type { Finding } from './tracked-files.ts';

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly in: RegExp;
}

/** What a person reads: message catalogues, the page, samples, documents. */
const READ = /^(core\/messages\/|console\/|local\/defaults\/)|\.(md|html)$/;
const EVERYWHERE = /./;
const LOCK = /(^|\/)package-lock\.json$|^tools\/go\.sum$/;

const WORDS: readonly [string, RegExp][] = [
  ['private-equity talk', /\broll-ups?\b/i],
  ['private-equity talk', /\bportfolio (compan(y|ies)|command center)\b/i],
  ['private-equity talk', /\bdue diligence\b/i],
  ['private-equity talk', /\bM&A\b/],
  ['private-equity talk', /\bprivate[- ]equity\b/i],
  ['"entity" for a customer\'s company', /\b(entity|entities)\b/i],
  ['private-equity talk', /\b(capital privado|empresas? (de la|en) cartera|fusiones y adquisiciones)\b/i],
  ['"entidad" for a customer\'s company', /\bentidad(es)?\b/i],
];

const SECRETS: readonly [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a cloud access key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,})/],
  ['a Slack token', /\bxox[abeoprs]-[0-9A-Za-z-]{20,}/],
  ['an API key', /\bsk-[A-Za-z0-9_-]{32,}/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a bearer token', /\bBearer [A-Za-z0-9_-]{40,}/],
];

const PLACES: readonly [string, RegExp][] = [
  ['a path of one machine', /(^|[\s"'`(=:])\/(work|root|Users)\/[\w.-]+/],
  ['a path of one machine', /(^|[\s"'`(=:])\/home\/(?!node\/)[\w.-]+\//],
  [
    'a package registry',
    /https?:\/\/[^\s"'`/]*(registry|artifactory|nexus|verdaccio|goproxy|pkg\.dev|npm\.pkg)[^\s"'`/]*/i,
  ],
  ['a package registry', /"resolved": "https?:/],
];

const RULES: readonly Rule[] = [
  ...WORDS.map(([what, pattern]) => ({ what, pattern, in: READ })),
  ...SECRETS.map(([what, pattern]) => ({ what, pattern, in: EVERYWHERE })),
  ...PLACES.map(([what, pattern]) => ({ what, pattern, in: EVERYWHERE })),
];

/** The file's name decides which rules hold for it. */
export const findWords = (file: string, text: string): readonly Finding[] => {
  const rules = RULES.filter(
    (rule) => rule.in.test(file) && (!LOCK.test(file) || rule.what === 'a package registry'),
  );
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap(({ what, pattern }) => {
      const found = pattern.exec(line)?.[0].trim();
      return found ? [{ file, line: index + 1, text: `has ${what}: ${found.slice(0, 30)}` }] : [];
    }),
  );
};
