import { AppError } from '../../core/errors.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk’s quota is used up',
  EACCES: 'the data folder can’t be written',
  EPERM: 'the data folder can’t be written',
  EROFS: 'the data folder can’t be written',
  EMFILE: 'too many files are open',
};

/** The machine's refusals that a person can do something about; anything else is passed on as it is. */
export const toPlatformError = (error: unknown): never => {
  const detail = SENTENCES[(error as NodeJS.ErrnoException | null)?.code ?? ''];
  if (detail) throw new AppError('deploy_failed', { detail }, { cause: error });
  throw error;
};
