import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { findWords } from '../../tools/check/words-rules.ts';
import { ERROR_CODES } from '../errors.ts';
import { LOCALES, type Locale } from '../member.ts';
import { catalogue, type MessageKey } from './catalogue.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const KEYS = Object.keys(catalogue.en) as MessageKey[];

type Tree = ReturnType<IntlMessageFormat['getAst']>;

/** The arguments of a message with what they are, and the forms that a reader can get. */
const argumentsOf = (tree: Tree, found = new Set<string>()): ReadonlySet<string> => {
  for (const element of tree) {
    if ('options' in element) {
      const isPlural = 'pluralType' in element;
      // Plural forms differ between languages; the choices of a select are the program's.
      const forms = isPlural ? 'plural' : Object.keys(element.options).sort().join('|');
      found.add(`${element.value} (${forms})`);
      for (const option of Object.values(element.options)) argumentsOf(option.value, found);
    } else if ('value' in element && element.type !== 0) {
      found.add(`${element.value} (${element.type === 2 ? 'number' : 'value'})`);
    }
  }
  return found;
};

const parse = (key: MessageKey, locale: Locale): Tree =>
  new IntlMessageFormat(catalogue[locale][key], locale, undefined, { ignoreTag: true }).getAst();

const sourceFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || ['node_modules', 'dist', 'testing', 'messages'].includes(entry.name)) {
      return [];
    }
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });

const literally = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Keys as they are written in the code: whole, or with a part that is filled in (`error.${code}`). */
const usedKeys = (): { readonly whole: ReadonlySet<string>; readonly patterns: readonly RegExp[] } => {
  const whole = new Set<string>();
  const patterns: RegExp[] = [];
  for (const file of sourceFiles(ROOT)) {
    const code = readFileSync(file, 'utf8');
    for (const [, key = ''] of code.matchAll(/['"`]([a-z_]+(?:\.[a-z_]+)+)['"`]/g)) whole.add(key);
    for (const [, template = ''] of code.matchAll(/`([a-z_]+\.[a-z_.]*\$\{[^`]*)`/g)) {
      const parts = template.split(/\$\{[^}]*\}/).map(literally);
      patterns.push(new RegExp(`^${parts.join('[a-z_]+')}$`));
    }
  }
  return { whole, patterns };
};

describe('the message catalogue', () => {
  it('says everything in every language', () => {
    for (const locale of LOCALES) {
      expect(Object.keys(catalogue[locale]).sort()).toEqual([...KEYS].sort());
      for (const key of KEYS) expect(catalogue[locale][key].trim(), `${locale} ${key}`).not.toBe('');
    }
  });

  it('has each key once: no area takes the place of another', async () => {
    for (const locale of LOCALES) {
      const folder = join(ROOT, 'core', 'messages', locale);
      const areas = await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))));
      const keys = areas.flatMap((area) =>
        Object.values(area).flatMap((words) => Object.keys(words as object)),
      );
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
      expect(keys).toHaveLength(KEYS.length);
    }
  });

  it.each(KEYS)('%s: can be read, and takes the same values in every language', (key) => {
    const [first, ...others] = LOCALES.map((locale) => [...argumentsOf(parse(key, locale))].sort());
    for (const other of others) expect(other).toEqual(first);
  });

  it('has a sentence for every error: what happened, and what to do', () => {
    for (const code of ERROR_CODES) expect(KEYS).toContain(`error.${code}`);
    const codes: readonly string[] = ERROR_CODES;
    const without = KEYS.filter((key) => key.startsWith('error.') && !codes.includes(key.slice(6)));
    expect(without).toEqual([]);
  });

  it('has no sentence that nobody uses', () => {
    const { whole, patterns } = usedKeys();
    const isUsed = (key: string): boolean => whole.has(key) || patterns.some((pattern) => pattern.test(key));
    expect(KEYS.filter((key) => !isUsed(key))).toEqual([]);
    for (const invented of ['card.nobody', 'page.nobody', 'work.nobody', 'notice.nobody', 'step.a.b']) {
      expect(isUsed(invented), invented).toBe(false);
    }
  });

  it('has no word that does not belong here', () => {
    for (const locale of LOCALES) {
      const folder = join(ROOT, 'core', 'messages', locale);
      for (const file of readdirSync(folder)) {
        const path = relative(ROOT, join(folder, file)).split(sep).join('/');
        expect(findWords(path, readFileSync(join(folder, file), 'utf8'))).toEqual([]);
      }
    }
    expect(findWords('core/messages/en/x.ts', ['a roll', 'up'].join('-'))).not.toEqual([]);
  });

  it('speaks to everybody in one way: tú in Spanish, no exclamations', () => {
    const formal = /\b(usted(es)?|Escriba|Inicie|Compruébelo|Inténtelo|Pida|Envíe|Abra|Corrija)\b/;
    for (const key of KEYS) {
      expect(catalogue.es[key], key).not.toMatch(formal);
      expect(catalogue.en[key], key).not.toMatch(/!(?!=)|something went wrong|\boops\b/i);
    }
  });
});
