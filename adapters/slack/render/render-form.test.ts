import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../../core/member.ts';
import { sampleForms } from '../../../core/testing/sample-cards.ts';
import { checkView } from '../testing/block-kit-rules.ts';
import { type FormState, readFormState, readFormValues, renderForm } from './render-form.ts';

const state: FormState = {
  action: 'reject',
  value: '0197a000-0000-7000-8000-000000000057',
  threadId: 'thread',
  channelId: 'C000000001',
  shownDigest: 'd'.repeat(64),
  interactionId: 'interaction',
};

const view = (name: string, locale: 'en' | 'es' = 'en') => {
  const form = sampleForms()[name];
  if (!form) throw new Error(`no form ${name}`);
  return renderForm(form, { locale, timeZone: 'UTC', publicUrl: null }, state);
};

describe('a dialog on Slack', () => {
  it.each(LOCALES)('as it is sent: %s', async (locale) => {
    const all = Object.keys(sampleForms()).map(
      (name) => `== ${name}\n${JSON.stringify(view(name, locale), null, 1)}\n`,
    );
    await expect(all.join('\n')).toMatchFileSnapshot(`./golden/forms.${locale}.txt`);
  });

  it.each(Object.keys(sampleForms()))('is within the rules of Slack: %s', (name) => {
    expect(checkView(view(name))).toEqual([]);
  });

  it('says a title in full that is too long for its head', () => {
    const long = view('every kind of field');
    expect(long.title.text).toMatch(/…$/);
    expect(JSON.stringify(long.blocks[0])).toContain('A title that is longer than a dialog of Slack shows');
  });

  it('comes back with what it was opened for', () => {
    expect(readFormState(view('reject').private_metadata)).toEqual(state);
    const { shownDigest: _none, ...without } = state;
    expect(readFormState(JSON.stringify(without))).toEqual(without);
  });

  it.each([
    undefined,
    '',
    'x',
    '[]',
    'null',
    '{"action":"reject"}',
    JSON.stringify({ ...state, action: 'become_admin' }),
    JSON.stringify({ ...state, value: { id: 1 } }),
  ])('knows nothing from what was tampered with: %s', (metadata) => {
    expect(readFormState(metadata)).toBeNull();
  });

  it('comes back with what was filled in, a field left empty as an empty word', () => {
    const values = {
      reason: { reason: { type: 'plain_text_input', value: 'wrong folder' } },
      colour: { colour: { type: 'static_select', selected_option: { value: 'red' } } },
      note: { note: { type: 'plain_text_input', value: null } },
      place: { place: { type: 'static_select', selected_option: null } },
    };
    expect(readFormValues({ state: { values } })).toEqual({
      reason: 'wrong folder',
      colour: 'red',
      note: '',
      place: '',
    });
  });

  it.each([null, 'x', {}, { state: {} }, { state: { values: { a: 'b' } } }])(
    'has no values when it is no submission: %j',
    (submitted) => {
      expect(readFormValues(submitted)).toBeNull();
    },
  );
});
