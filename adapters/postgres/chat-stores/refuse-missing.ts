import { AppError } from '../../../core/errors.ts';
import { isMissingReference } from '../errors.ts';
import { isUuid } from '../values.ts';

/** AppError `not_found` when one of these ids is none, or what the write refers to is not this tenant's. */
export const refuseMissing = async <T>(ids: readonly string[], write: () => Promise<T>): Promise<T> => {
  if (!ids.every(isUuid)) throw new AppError('not_found');
  try {
    return await write();
  } catch (error) {
    throw isMissingReference(error) ? new AppError('not_found', {}, { cause: error }) : error;
  }
};
