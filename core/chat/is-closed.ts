import { AppError } from '../errors.ts';

/** There is nowhere to show it, and trying again changes nothing. */
export const isClosed = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'chat_closed';
