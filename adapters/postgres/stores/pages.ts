import { AppError } from '../../../core/errors.ts';
import type { Page } from '../../../core/ports/stores.ts';
import { isRowNumber, isUuid } from '../values.ts';

/** Queries ask for one row more than the page holds: it says whether there is a next page. */
export const toPage = <T>(rows: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(keyOf(last)).toString('base64url') : null };
};

const decode = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

/** Throws AppError `invalid_request` for a cursor that no page gave. */
export const cursorNumber = (cursor: string | undefined): number | null => {
  if (cursor === undefined) return null;
  const number = Number(decode(cursor));
  if (!isRowNumber(number)) throw new AppError('invalid_request', { detail: 'cursor' });
  return number;
};

export const cursorId = (cursor: string | undefined): string | null => {
  if (cursor === undefined) return null;
  const id = decode(cursor);
  if (!isUuid(id)) throw new AppError('invalid_request', { detail: 'cursor' });
  return id;
};
