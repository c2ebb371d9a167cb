import { describe, expect, it } from 'vitest';
import { actionFor, answerFor, CODES_OF, SLACK_ERRORS } from './errors.ts';
import { METHODS } from './methods.ts';

describe('what is done when Slack says no', () => {
  it.each(Object.keys(METHODS))('knows every code of %s', (method) => {
    const codes = CODES_OF[method as keyof typeof METHODS];
    expect(codes.filter((code) => !SLACK_ERRORS.has(code))).toEqual([]);
  });

  it('has one row for each code', () => {
    expect(new Set(SLACK_ERRORS.keys()).size).toBe(SLACK_ERRORS.size);
  });

  it.each([
    ['not_in_channel', 'rejoin', 'requester'],
    ['is_archived', 'to_requester', 'requester'],
    ['message_not_found', 'repost', 'nobody'],
    ['msg_too_long', 'fit', 'operator'],
    ['token_revoked', 'reinstall', 'admin'],
    ['expired_trigger_id', 'too_late', 'clicker'],
    ['ratelimited', 'retry', 'nobody'],
    ['a_new_code_of_next_year', 'give_up', 'operator'],
  ])('%s: %s, and %s hears of it', (code, action, tells) => {
    expect(answerFor(code)).toEqual({ action, tells });
    expect(actionFor(code)).toBe(action);
  });
});
