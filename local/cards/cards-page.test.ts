import { describe, expect, it } from 'vitest';
import { formatText } from '../../core/messages/format.ts';
import {
  sampleApprovalCards,
  sampleForms,
  sampleLists,
  sampleNotices,
  sampleTaskCards,
} from '../../core/testing/sample-cards.ts';
import { cardsPage } from './cards-page.ts';
import { escapeHtml } from './html.ts';

const reader = { locale: 'es', timeZone: 'UTC' } as const;

describe('the page of all cards', () => {
  it('shows every sample as Slack, Discord and the page draw it, and needs nothing from outside', async () => {
    const page = await cardsPage('es');
    const samples = page.split('<h3>').slice(1);
    const find = (name: string): string =>
      samples.find((part) => part.startsWith(`${escapeHtml(name)}</h3>`)) ?? '';
    const cards = { ...sampleTaskCards(), ...sampleApprovalCards(), ...sampleLists() };
    for (const [name, { title }] of Object.entries(cards)) {
      const [, slack = '', discord = '', onPage = ''] = find(name).split('<div class="side ');
      const words = escapeHtml(formatText(title, reader)).slice(0, 60);
      expect(slack, name).toContain(words);
      expect(discord.replaceAll('\u200b', ''), name).toContain(words);
      expect(onPage.replaceAll('&#x27;', "'"), name).toContain(words);
    }
    for (const name of [...Object.keys(sampleNotices()), ...Object.keys(sampleForms())]) {
      expect(find(name), name).toContain('class="side slack"');
      expect(find(name), name).toContain('class="side discord"');
    }
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
  }, 30_000);
});
