import { describe, expect, it } from 'vitest';
import type { DecisionAnswer } from './decision.ts';
import { AppError, ERROR_CODES, toFailure } from './errors.ts';
import { LOCALES } from './member.ts';
import { formatText } from './messages/format.ts';
import { noticeFor, noticeForError } from './notices.ts';
import { renderAll } from './testing/golden.ts';
import { APPROVER, NOW, sampleApproval, secondsAgo } from './testing/samples.ts';

const at = secondsAgo(60);
const decided = { by: APPROVER, at, reason: 'wrong folder' };

/** Every answer a click can get; the compiler knows when one is missing. */
const ANSWERS: { readonly [K in DecisionAnswer['kind']]: readonly (DecisionAnswer & { kind: K })[] } = {
  accepted: [
    { kind: 'accepted', verdict: 'approve' },
    { kind: 'accepted', verdict: 'reject' },
  ],
  more_needed: [{ kind: 'more_needed', have: 1, need: 3 }],
  already_decided: [
    { kind: 'already_decided', status: 'approved', ...decided, reason: null },
    { kind: 'already_decided', status: 'rejected', ...decided },
    { kind: 'already_decided', status: 'changes_requested', ...decided },
  ],
  already_said: [{ kind: 'already_said', at, have: 1, need: 2 }],
  not_entitled: [{ kind: 'not_entitled' }],
  own_request: [{ kind: 'own_request' }],
  expired: [{ kind: 'expired', at }],
  withdrawn: [
    { kind: 'withdrawn', by: APPROVER, at },
    { kind: 'withdrawn', by: null, at },
  ],
  changed: [{ kind: 'changed' }],
  reason_required: [{ kind: 'reason_required' }],
  recorded: [{ kind: 'recorded' }],
};

const CASES = Object.fromEntries(
  Object.values(ANSWERS).flatMap((answers) =>
    answers.map((answer: DecisionAnswer) => [
      Object.entries(answer)
        .filter(([, part]) => part !== at)
        .map(([name, part]) => `${name} ${JSON.stringify(part)}`)
        .join(', '),
      noticeFor(answer, sampleApproval()),
    ]),
  ),
);

describe('the private answer', () => {
  it.each(LOCALES)('to every click on an approval: %s', async (locale) => {
    await expect(renderAll(CASES, locale)).toMatchFileSnapshot(`./testing/golden/notices.${locale}.txt`);
  });

  it('tells who decided it themselves that their decision counts', () => {
    const by = { memberId: 'm-1', displayName: 'approver' };
    const answer = {
      kind: 'already_decided',
      status: 'approved',
      by,
      at: NOW.toISOString(),
      reason: null,
    } as const;
    expect(noticeFor(answer, sampleApproval(), 'm-1').text).toMatchObject({
      t: 'notice.decided_by_you.approved',
    });
    expect(noticeFor(answer, sampleApproval(), 'm-2').text).toMatchObject({
      t: 'notice.already_decided.approved',
    });
  });

  it('tells each of them apart', () => {
    const words = Object.values(CASES).map((notice) => JSON.stringify(notice.text));
    expect(new Set(words).size).toBe(words.length);
  });

  it.each(LOCALES)('to every error is a sentence, also when it knows nothing more: %s', (locale) => {
    for (const code of ERROR_CODES) {
      const { text } = noticeForError(new AppError(code));
      expect(formatText(text, { locale, timeZone: 'UTC' })).toMatch(/\S/);
    }
  });

  it('never shows what an unknown error says', () => {
    const notice = noticeForError(toFailure(new Error('connect ECONNREFUSED 10.0.0.1 password=x')));
    expect(JSON.stringify(notice)).not.toMatch(/ECONNREFUSED|password/);
  });
});
