import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { cacheFolder } from '../cache-folder.ts';

/**
 * A headless Chromium that comes from npm, so that tests need no system package; works as root and on two cores.
 * Launch one per test file and give every test a context of its own; close it in `afterAll`.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const folder = await unpackedBrowser();
  return playwright.launch({
    executablePath: join(folder, 'chromium'),
    args: [...chromium.args.filter((flag) => !UNWANTED.test(flag)), '--lang=en-US'],
    headless: true,
    // The same fonts on every machine, also on one that has none.
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  });
};

const fontsConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;

/** The package's flags suit a small cloud function; these ones change how pages behave. */
const UNWANTED = /^--(single-process|disable-web-security|allow-running-insecure-content|headless)/;

/**
 * The package unpacks into the temporary folder and takes any file of that name for its own, also a half-written one
 * of another process. So it unpacks into a folder of ours, which gets its final name when it is complete.
 */
const unpackedBrowser = async (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../../package.json'), 'utf8')) as {
    version: string;
  };
  const final = join(cacheFolder(process.env), `chromium-${version}`);
  if (existsSync(final)) return final;
  await mkdir(dirname(final), { recursive: true });
  const work = await mkdtemp(join(dirname(final), '.unpacking-'));
  const before = tmpdir();
  process.env.TMPDIR = work;
  try {
    await chromium.executablePath();
    await writeFile(join(work, 'fonts.conf'), fontsConfig(final));
  } finally {
    process.env.TMPDIR = before;
  }
  await rename(work, final).catch(async (error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(work, { recursive: true, force: true });
  });
  return final;
};
