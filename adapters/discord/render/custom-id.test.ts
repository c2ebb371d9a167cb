import { describe, expect, it } from 'vitest';
import { CARD_ACTIONS } from '../../../core/card.ts';
import { readCustomId, readFormId, toCustomId, toFormId } from './custom-id.ts';

const APPROVAL = '0197a000-0000-7000-8000-000000000057';
const THREAD = '0197a000-0000-7000-8000-000000000099';
const DIGEST = '0123456789abcdef'.repeat(4);

describe('the id of a button', () => {
  it.each(CARD_ACTIONS)('comes back as what it was made of: %s', (action) => {
    const id = toCustomId(action, APPROVAL, DIGEST);
    expect(readCustomId(id ?? '')).toEqual({
      action,
      value: APPROVAL,
      shownDigest: DIGEST,
      asksFirst: false,
    });
    expect(id?.length).toBeLessThanOrEqual(100);
  });

  it.each([
    'm1',
    'tasks:2026-11-23T10:15:00.000Z',
    `${APPROVAL}:retry it. Now`,
    APPROVAL.toUpperCase(),
    '~x',
    '=',
    'é\ny',
  ])('holds any other value as well: %j', (value) => {
    expect(readCustomId(toCustomId('answer', value) ?? '')).toEqual({
      asksFirst: false,
      action: 'answer',
      value,
    });
  });

  it('says whether to ask first, and the dialog that asks is no button', () => {
    const asked = { action: 'approve', value: APPROVAL, shownDigest: DIGEST } as const;
    const ask = toCustomId('approve', APPROVAL, DIGEST, { kind: 'ask', copy: 3 }) ?? '';
    expect(readCustomId(ask)).toEqual({ ...asked, asksFirst: true });
    expect(readFormId(ask)).toBeNull();
    const confirmed = toCustomId('approve', APPROVAL, DIGEST, { kind: 'confirmed' }) ?? '';
    expect(readCustomId(confirmed)).toBeNull();
    expect(readFormId(confirmed)).toEqual({ ...asked, threadId: null, isConfirmation: true });
  });

  it.each([
    ['a value that is too long', 'v'.repeat(96), undefined],
    ['an empty value', '', undefined],
    ['a value that would lose its spaces', 'v ', undefined],
    ['half a character', '\ud800', undefined],
    ['a digest that is none', APPROVAL, 'abc'],
  ])('is none for %s', (_what, value, digest) => {
    expect(toCustomId('stop', value, digest)).toBeNull();
  });

  it.each([
    '',
    'x',
    'approve',
    'ba',
    'ba..',
    'ba..x',
    'ba..~short',
    'bz..=x',
    'xa..=x',
    `ba.AAAA.=x`,
    `ba.${'-'.repeat(44)}.=x`,
    'form:1',
    toFormId({ action: 'reject', value: APPROVAL, threadId: THREAD }) ?? '',
  ])('is nothing when it was tampered with: %s', (id) => {
    expect(readCustomId(id)).toBeNull();
  });
});

describe('the id of a dialog', () => {
  it('comes back with its thread and what was shown, and fits', () => {
    const form = { action: 'reject', value: APPROVAL, threadId: THREAD, shownDigest: DIGEST } as const;
    const id = toFormId(form);
    expect(id?.length).toBeLessThanOrEqual(100);
    expect(readFormId(id ?? '')).toEqual({ ...form, isConfirmation: false });
    const { shownDigest: _none, ...without } = form;
    expect(readFormId(toFormId(without) ?? '')).toEqual({ ...without, isConfirmation: false });
  });

  it.each([
    '',
    'f',
    'fr...',
    'fr..=t.',
    'fz..=t.=v',
    'fr.x.=t.=v',
    toCustomId('reject', APPROVAL, DIGEST) ?? '',
  ])('is nothing when it was tampered with: %s', (id) => {
    expect(readFormId(id)).toBeNull();
  });
});
