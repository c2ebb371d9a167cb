/** Time and randomness are given to the core, never taken. */
export interface Clock {
  /** Now, in UTC. */
  now(): Date;
}

export interface Ids {
  /** A new UUIDv7: sortable by time. */
  next(): string;
  /** The same name always gives the same UUID (version 5). */
  fromName(name: string): string;
}

export interface Hasher {
  /** SHA-256 as 64 hex digits, of the value's canonical JSON (keys sorted). */
  digest(value: unknown): string;
}

/** The part of pino's interface the core needs. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
