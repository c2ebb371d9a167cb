import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { isDuplicate, isMissingReference, toAppError } from './errors.ts';

const failure = (code: string | undefined, message = 'x'): Error =>
  Object.assign(new Error(message), { code });

describe('what the database throws', () => {
  it.each([
    ['ECONNREFUSED'],
    ['ECONNRESET'],
    ['57P01'],
    ['57P03'],
    ['53300'],
    ['08006'],
    ['40P01'],
    ['57014'],
  ])('%s is worth another try', (code) => {
    expect(toAppError(failure(code))).toMatchObject({ code: 'store_unavailable' });
    expect(toAppError({ ...failure(code) })).not.toBeInstanceOf(AppError);
    const wrapped = Object.assign(new Error('wrapped'), { nativeError: failure(code) });
    expect(toAppError(wrapped)).toMatchObject({ code: 'store_unavailable', cause: wrapped });
  });

  it.each([
    ['Connection terminated unexpectedly'],
    ['timeout exceeded when trying to connect'],
    ['Query read timeout'],
    ['Client has encountered a connection error and is not queryable'],
  ])('"%s" is worth another try', (message) => {
    expect(toAppError(failure(undefined, message))).toMatchObject({ code: 'store_unavailable' });
  });

  it.each([['42601'], ['23505'], ['42501'], [undefined]])('%s stays what it is', (code) => {
    const error = failure(code);
    expect(toAppError(error)).toBe(error);
  });

  it('leaves our own errors and no error alone', () => {
    const error = new AppError('not_found');
    expect(toAppError(error)).toBe(error);
    expect(toAppError(undefined)).toBeUndefined();
  });

  it('knows a taken key and a missing reference', () => {
    expect([isDuplicate(failure('23505')), isDuplicate(failure('23503')), isDuplicate(null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isMissingReference(failure('23503'))).toBe(true);
  });
});
