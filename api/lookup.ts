import type { Approval } from '../core/approval.ts';
import { AppError } from '../core/errors.ts';
import type { Stores } from '../core/ports/stores.ts';
import type { Task } from '../core/task.ts';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
/** The largest `integer` of the database. */
const MAX_NUMBER = 2_147_483_647;

const numberIn = (reference: string, letter: 'T' | 'A'): number | null => {
  const digits = new RegExp(`^${letter}-(\\d{1,10})$`, 'i').exec(reference)?.[1];
  const number = Number(digits ?? Number.NaN);
  return number >= 1 && number <= MAX_NUMBER ? number : null;
};

/** By UUID or `T-142`. Another tenant's, a missing one and nonsense all throw the same AppError `not_found`. */
export const findTask = async (
  stores: Pick<Stores, 'tasks'>,
  tenantId: string,
  reference: string,
): Promise<Task> => {
  const number = numberIn(reference, 'T');
  const task =
    number !== null
      ? await stores.tasks.byNumber(tenantId, number)
      : UUID.test(reference)
        ? await stores.tasks.byId(tenantId, reference)
        : null;
  if (!task) throw new AppError('not_found');
  return task;
};

/** By UUID or `A-57`; as `findTask`. */
export const findApproval = async (
  stores: Pick<Stores, 'approvals'>,
  tenantId: string,
  reference: string,
): Promise<Approval> => {
  const number = numberIn(reference, 'A');
  const approval =
    number !== null
      ? await stores.approvals.byNumber(tenantId, number)
      : UUID.test(reference)
        ? await stores.approvals.byId(tenantId, reference)
        : null;
  if (!approval) throw new AppError('not_found');
  return approval;
};
