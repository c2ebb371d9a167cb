import { describe, expect, it } from 'vitest';
import type { Card } from '../../../core/card.ts';
import { LOCALES, type Locale } from '../../../core/member.ts';
import { sampleApprovalCards, sampleForms } from '../../../core/testing/sample-cards.ts';
import { checkModal } from '../testing/component-rules.ts';
import { confirmForm, readFormId, renderForm } from './render-form.ts';

const THREAD = { threadId: '0197a000-0000-7000-8000-000000000099' };
const readerIn = (locale: Locale) => ({ locale, publicUrl: null });

const modal = (name: string, locale: Locale = 'en') => {
  const form = sampleForms()[name];
  if (!form) throw new Error(`no form ${name}`);
  return renderForm(form, THREAD, readerIn(locale));
};

const dangerous = (sampleApprovalCards()['pending, cannot be undone'] as Card).buttons[0];
const ASKED = { action: 'approve', value: THREAD.threadId, shownDigest: 'd'.repeat(64) } as const;

describe('a dialog on Discord', () => {
  it.each(LOCALES)('as it is sent: %s', async (locale) => {
    const all = {
      ...Object.fromEntries(Object.keys(sampleForms()).map((name) => [name, modal(name, locale)])),
      'before what cannot be undone': confirmForm(ASKED, readerIn(locale), dangerous?.confirm),
      'before what is not known any more': confirmForm(ASKED, readerIn(locale)),
    };
    for (const one of Object.values(all)) expect(checkModal(one)).toEqual([]);
    const written = Object.entries(all).map(([name, one]) => `== ${name}\n${JSON.stringify(one, null, 1)}\n`);
    await expect(written.join('\n')).toMatchFileSnapshot(`./golden/forms.${locale}.txt`);
  });

  it('says a title in full that is too long for its head', () => {
    const long = modal('every kind of field');
    expect(long.title).toMatch(/…$/);
    expect(JSON.stringify(long.components[0])).toContain(
      'A title that is longer than a dialog of Slack shows',
    );
  });

  it('comes back with what it was opened for', () => {
    const { action, value } = sampleForms().reject ?? {};
    expect(readFormId(modal('reject').custom_id)).toEqual({
      action,
      value,
      ...THREAD,
      isConfirmation: false,
    });
  });

  it('asks before what cannot be undone, naming the target, and then counts as the click', () => {
    const asking = confirmForm(ASKED, readerIn('en'), dangerous?.confirm);
    expect(JSON.stringify(asking.components)).toContain('old/2019.csv');
    expect(readFormId(asking.custom_id)).toEqual({ ...ASKED, threadId: null, isConfirmation: true });
  });
});
