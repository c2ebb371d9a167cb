import { describe, expect, it } from 'vitest';
import { actionFor, answerFor, ERROR_ROWS } from './errors.ts';
import { METHODS } from './methods.ts';
import { CODES_OF } from './testing/codes-of.ts';

const codes = ERROR_ROWS.map(([code]) => code);

describe('what is done when Slack says no', () => {
  it.each(Object.keys(METHODS))('knows every code of %s', (method) => {
    const possible = CODES_OF[method as keyof typeof METHODS];
    expect(possible.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('has one row for each code', () => {
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('takes a workspace off the list for nothing but a dead token', () => {
    expect(codes.filter((code) => actionFor(code) === 'reinstall').sort()).toEqual([
      'account_inactive',
      'app_not_installed',
      'invalid_auth',
      'not_authed',
      'team_disabled',
      'token_expired',
      'token_revoked',
      'user_removed_from_team',
    ]);
  });

  it.each([
    ['not_in_channel', 'rejoin', 'requester'],
    ['is_archived', 'to_requester', 'requester'],
    ['is_inactive', 'to_requester', 'requester'],
    ['ekm_access_denied', 'to_requester', 'requester'],
    ['org_login_required', 'retry', 'nobody'],
    ['team_access_not_granted', 'give_up', 'admin'],
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
