import { AppError } from '../../core/errors.ts';

/** SQLSTATE classes and codes after which the same statement may well succeed. */
const PASSING = [
  /^08/, // connection
  /^57P0[123]$/, // the server stops or starts
  /^53/, // out of connections, memory or disk
  /^40/, // deadlock, serialization
  /^57014$/, // took too long
  /^25P02$/, // an earlier statement of the same transaction failed
];

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** What the client library says without any code when its connection went away. */
const GONE =
  /connection (terminated|ended|error)|Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/i;

/** Objection wraps what the client library threw. */
const nativeOf = (error: unknown): unknown =>
  (error as { nativeError?: unknown } | null | undefined)?.nativeError ?? error;

const codeOf = (error: unknown): unknown => (nativeOf(error) as { code?: unknown } | null | undefined)?.code;

const isPassing = (error: Error): boolean => {
  const code = codeOf(error);
  if (typeof code !== 'string') return GONE.test(error.message) || error instanceof AggregateError;
  return NETWORK.has(code) || PASSING.some((pattern) => pattern.test(code)) || GONE.test(error.message);
};

/** The one place where the database's own errors become ours; programming errors stay as they are. */
export const toAppError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  return isPassing(error) ? new AppError('store_unavailable', {}, { cause: error }) : error;
};

/** The natural key is taken: somebody else wrote the same thing first. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === '23505';

/** What it refers to is not there, or is another tenant's. */
export const isMissingReference = (error: unknown): boolean => codeOf(error) === '23503';
