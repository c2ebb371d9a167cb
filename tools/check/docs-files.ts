import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { findMissingFiles } from './docs-files-rules.ts';
import { ROOT, report, trackedFiles } from './tracked-files.ts';

/** Every file or folder that a document names must exist: a renamed file takes its documents along. */
const files = trackedFiles();
const documents = files.filter((path) => path.endsWith('.md'));
report(
  documents.flatMap((file) =>
    findMissingFiles({ file, text: readFileSync(join(ROOT, file), 'utf8') }, files, (path) =>
      normalize(join(dirname(file), path)),
    ),
  ),
);
