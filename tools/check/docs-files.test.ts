import { describe, expect, it } from 'vitest';
import { findMissingFiles } from './docs-files-rules.ts';

const FILES = ['README.md', 'core/task.ts', 'core/README.md', 'docs/page.png', 'local/defaults/skills.yaml'];

const findings = (text: string, file = 'README.md'): readonly string[] =>
  findMissingFiles({ file, text }, FILES, (path) =>
    file.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/${path}` : path,
  ).map((finding) => `${finding.line}: ${finding.text}`);

describe('files named in documents', () => {
  it.each([
    '`core/task.ts` and `core/` and `task.ts`',
    '[the page](docs/page.png) and [a site](https://example.com/x.md) and [below](#below)',
    '`local/defaults/*.yaml`',
    '`npm start`, `application/json`, `task/{tenant}/x`, `@temporalio/client`, `--data DIR`',
    '`console/dist`',
    '`x.test.ts`',
    '```\ncat core/gone.ts `core/gone.ts`\n```',
  ])('accepts %s', (text) => {
    expect(findings(text)).toEqual([]);
  });

  it.each([
    ['`core/gone.ts`', '1: names core/gone.ts, which does not exist'],
    ['first\n`gone.ts`', '2: names gone.ts, which does not exist'],
    ['[the page](docs/gone.png#top)', '1: links to docs/gone.png, which does not exist'],
    ['`local/defaults/*.toml`', '1: names local/defaults/*.toml, which does not exist'],
    ['`./gone`', '1: names ./gone, which does not exist'],
  ])('finds %s', (text, expected) => {
    expect(findings(text)).toEqual([expected]);
  });

  it('reads a path from the folder of the document or from the root', () => {
    expect(findings('`task.ts` `core/task.ts` [it](task.ts)', 'core/README.md')).toEqual([]);
    expect(findings('[it](core/task.ts)', 'core/README.md')).toHaveLength(1);
  });
});
