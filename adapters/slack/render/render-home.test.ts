import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../../core/member.ts';
import { sampleLists } from '../../../core/testing/sample-cards.ts';
import { checkView } from '../testing/block-kit-rules.ts';
import { shownIn } from '../testing/shown-words.ts';
import { renderHome, renderStrangersHome } from './render-home.ts';

const reader = { locale: 'en', timeZone: 'UTC', publicUrl: 'https://ops.example' } as const;
const { approvals, tasks, noTasks } = sampleLists();
const home = { waiting: approvals, running: noTasks, recent: tasks };

describe('the home of the app', () => {
  it.each(LOCALES)('as it is sent: %s', async (locale) => {
    const views = [renderHome(home, { ...reader, locale }), renderStrangersHome({ ...reader, locale })];
    for (const view of views) expect(checkView(view)).toEqual([]);
    const all = views.flatMap((view) => [...view.blocks.map((block) => JSON.stringify(block)), '']);
    await expect(all.join('\n')).toMatchFileSnapshot(`./golden/home.${locale}.txt`);
  });

  it('shows what waits for me, what runs and what has ended, each with what can be done', () => {
    const { words, buttons } = shownIn(renderHome(home, reader).blocks);
    const at = [
      'Waiting for you',
      'A-57',
      'Your running tasks',
      'No tasks yet',
      'Your last tasks',
      'T-3',
    ].map((part) => words.indexOf(part));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at).not.toContain(-1);
    expect(buttons.map(({ label }) => label)).toEqual(['Details', 'Details', 'Stop', 'Details', 'Details']);
    expect(new Set(buttons.map(({ actionId }) => actionId)).size).toBe(buttons.length);
  });

  it('says where the others are when there are more', () => {
    expect(shownIn(renderHome(home, reader).blocks).words).toContain('/tasks');
  });

  it('tells somebody unknown how to become known', () => {
    expect(shownIn(renderStrangersHome(reader).blocks).words).toMatch(/link code/);
  });
});
