import { RESTJSONErrorCodes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { actionFor, answerFor, ERROR_ROWS } from './errors.ts';

const codes = ERROR_ROWS.map(([code]) => code);

describe('what is done when Discord says no', () => {
  it('has one row for each code', () => {
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('has rows for nothing but codes that Discord has', () => {
    expect(codes.filter((code) => RESTJSONErrorCodes[code] === undefined)).toEqual([]);
  });

  it('takes nothing but a dead token for one', () => {
    expect(codes.filter((code) => actionFor({ code, status: 400 }) === 'reinstall')).toEqual([40001, 50014]);
  });

  it.each([
    [10008, 404, 'repost', 'nobody'],
    [10003, 404, 'to_requester', 'requester'],
    [10004, 404, 'to_requester', 'requester'],
    [10062, 404, 'too_late', 'clicker'],
    [10015, 404, 'too_late', 'clicker'],
    [50027, 401, 'too_late', 'clicker'],
    [40060, 400, 'done', 'nobody'],
    [50001, 403, 'to_requester', 'requester'],
    [50013, 403, 'to_requester', 'requester'],
    [50007, 403, 'give_up', 'requester'],
    [50278, 403, 'give_up', 'requester'],
    [50035, 400, 'fit', 'operator'],
    [50083, 400, 'unarchive', 'nobody'],
    [160005, 400, 'to_requester', 'requester'],
    [160004, 400, 'done', 'nobody'],
    [30046, 400, 'repost', 'nobody'],
    [40005, 413, 'fit', 'operator'],
    [20028, 429, 'retry', 'nobody'],
    [40001, 401, 'reinstall', 'admin'],
    [50014, 403, 'reinstall', 'admin'],
    [0, 401, 'reinstall', 'admin'],
    [0, 403, 'to_requester', 'requester'],
    [0, 404, 'give_up', 'operator'],
    [0, 413, 'fit', 'operator'],
    [0, 429, 'retry', 'nobody'],
    [0, 500, 'retry', 'nobody'],
    [0, 503, 'retry', 'nobody'],
    [999_999, 400, 'give_up', 'operator'],
    [999_999, 403, 'to_requester', 'requester'],
  ])('%i with %i: %s, and %s hears of it', (code, status, action, tells) => {
    expect(answerFor({ code, status })).toEqual({ action, tells });
  });

  it('posts by itself what was to answer a message that is gone', () => {
    const details = ['REPLIES_UNKNOWN_MESSAGE'];
    expect(actionFor({ code: 50035, status: 400, details })).toBe('repost');
    expect(actionFor({ code: 50035, status: 400, details: ['BASE_TYPE_MAX_LENGTH'] })).toBe('fit');
  });
});
