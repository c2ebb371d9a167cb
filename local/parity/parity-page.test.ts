import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parityPage } from './parity-page.ts';
import { SCENARIOS, type Scenario, type ScenarioId } from './scenarios.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

type Platform = keyof Omit<Scenario, 'what'>;
const PLATFORMS = ['console', 'slack', 'discord'] as const satisfies readonly Platform[];

/** Tests of a platform by where they stand. */
const platformsOf = (file: string): readonly Platform[] => {
  if (file.includes('both')) return ['slack', 'discord'];
  return [file.includes('slack') ? 'slack' : /discord|gateway/.test(file) ? 'discord' : 'console'];
};

const sourcesIn = (folder: string): readonly { readonly path: string; readonly source: string }[] =>
  readdirSync(root(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .map((path) => ({ path, source: readFileSync(root(path), 'utf8') }));
const idsIn = (source: string, by: 'scenario' | 'shows'): readonly ScenarioId[] =>
  [...source.matchAll(new RegExp(`\\b${by}\\(\\s*'([\\w-]+)'`, 'g'))].map(([, id]) => id as ScenarioId);

const own = ['local/e2e', 'adapters/discord', 'console'].flatMap(sourcesIn);
/** Written once: each runs on every platform that `SCENARIOS` gives it to. */
const common = sourcesIn('local/e2e/scenarios').flatMap(({ source }) => idsIn(source, 'shows'));

const shownOn = (platform: Platform): readonly ScenarioId[] => {
  const runsCommon = own.some(({ source }) => source.includes(`describeScenarios('${platform}',`));
  return [
    ...(runsCommon ? common.filter((id) => SCENARIOS[id][platform] === true) : []),
    ...own
      .filter(({ path }) => platformsOf(path).includes(platform))
      .flatMap(({ source }) => idsIn(source, 'scenario')),
  ];
};

describe('docs/parity.md', () => {
  it('is what the code and the tests say: `npm run parity` writes it', () => {
    expect(readFileSync(root('docs/parity.md'), 'utf8')).toBe(parityPage());
  });

  it.each(PLATFORMS)('says of %s what a test shows, and nothing else', (platform) => {
    const said = (Object.keys(SCENARIOS) as ScenarioId[]).filter((id) => SCENARIOS[id][platform] === true);
    expect(shownOn(platform).toSorted()).toEqual(said.toSorted());
  });

  it('has no scenario of all platforms that a platform’s own tests tell again', () => {
    const again = own.flatMap(({ source }) => idsIn(source, 'scenario')).filter((id) => common.includes(id));
    expect(again).toEqual([]);
  });
});
