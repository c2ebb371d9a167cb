import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, report, trackedFiles } from './tracked-files.ts';
import { findWords } from './words-rules.ts';

/** Words, secrets, machine paths and hosts that do not belong into the repository. */
const BINARY = /\.(png|jpe?g|gif|webp|ico|woff2?|ttf|gz|br|zip|bin)$/;
/** The one place where the forbidden patterns are written down, and its test. */
const RULES = /^tools\/check\/words-rules/;

report(
  trackedFiles()
    .filter((file) => !BINARY.test(file) && !RULES.test(file))
    .flatMap((file) => findWords(file, readFileSync(join(ROOT, file), 'utf8'))),
);
