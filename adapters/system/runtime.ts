import { createHash } from 'node:crypto';
import { v5 as uuidV5, v7 as uuidV7 } from 'uuid';
import type { Clock, Hasher, Ids } from '../../core/ports/runtime.ts';

/** Name space of the ids made from names. Never change it: a redelivered message must find its task. */
const NAME_SPACE = '6f0d3c0e-7c1b-5a53-9c53-0b8f6c1d2a47';

export const systemClock: Clock = { now: () => new Date() };

export const systemIds: Ids = {
  next: () => uuidV7(),
  fromName: (name) => uuidV5(name, NAME_SPACE),
};

/** JSON with object keys sorted at every depth: equal values give equal text. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, canonical(entry)]),
  );
};

export const sha256Hex = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

export const systemHasher: Hasher = {
  digest: (value) => sha256Hex(JSON.stringify(canonical(value)) ?? 'undefined'),
};
