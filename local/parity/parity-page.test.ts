import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parityPage } from './parity-page.ts';
import { SCENARIOS, type Scenario, type ScenarioId } from './scenarios.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

type Platform = keyof Omit<Scenario, 'what'>;

/** Tests of a platform by where they stand. */
const platformsOf = (file: string): readonly Platform[] => {
  if (file.includes('both')) return ['slack', 'discord'];
  return [file.includes('slack') ? 'slack' : /discord|gateway/.test(file) ? 'discord' : 'console'];
};

const FOLDERS = ['local/e2e', 'adapters/discord', 'console'];
const shown = new Map<Platform, Set<string>>([
  ['console', new Set()],
  ['slack', new Set()],
  ['discord', new Set()],
]);
for (const folder of FOLDERS) {
  for (const name of readdirSync(root(folder)).filter((file) => file.endsWith('.ts'))) {
    const source = readFileSync(root(`${folder}/${name}`), 'utf8');
    for (const [, id = ''] of source.matchAll(/scenario\(\s*'([\w-]+)'/g)) {
      for (const platform of platformsOf(`${folder}/${name}`)) shown.get(platform)?.add(id);
    }
  }
}

describe('docs/parity.md', () => {
  it('is what the code and the tests say: `npm run parity` writes it', () => {
    expect(readFileSync(root('docs/parity.md'), 'utf8')).toBe(parityPage());
  });

  it.each(['console', 'slack', 'discord'] as const)(
    'says of %s what a test shows, and nothing else',
    (platform) => {
      const said = (Object.keys(SCENARIOS) as ScenarioId[]).filter((id) => SCENARIOS[id][platform] === true);
      expect([...(shown.get(platform) ?? [])].toSorted()).toEqual(said.toSorted());
    },
  );
});
