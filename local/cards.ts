import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCALES, type Locale } from '../core/member.ts';
import { cardsPage } from './cards/cards-page.ts';
import { DEFAULT_DATA_FOLDER } from './data-folder.ts';

const USAGE = 'npm run cards -- [--out FILE] [--locale en|es]';

const isLocale = (word: string): word is Locale => LOCALES.some((locale) => locale === word);

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { out: { type: 'string' }, locale: { type: 'string' } } });
  const { out = `${DEFAULT_DATA_FOLDER}/cards.html`, locale = 'en' } = values;
  if (!isLocale(locale)) throw new Error(`--locale is one of ${LOCALES.join(', ')}`);
  const file = resolve(out);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await cardsPage(locale));
  process.stdout.write(`${file}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\nUsage: ${USAGE}\n`);
  process.exitCode = 1;
});
