import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';

export const TENANT = 'countersign/tenant';
export const INSTANCE = 'countersign/instance';
/** On the volume of a kept copy, with the copy's name. */
export const COPY = 'countersign/copy';

const PLAIN = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const COPY_NAME = /^[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?$/;

/**
 * Nothing but plain names reaches a command line or an address, and nobody's names but its own: they end with the ids
 * they were made from.
 */
export const plainRef = (ref: InstanceRef): InstanceRef => {
  const { release, namespace, instanceId, tenantId } = ref;
  const isPlain = PLAIN.test(release) && PLAIN.test(namespace);
  const isOwn = release.endsWith(`-${instanceId}`) && namespace.endsWith(`-${tenantId}`);
  if (isPlain && isOwn && instanceId !== '' && tenantId !== '') return ref;
  throw new AppError('invalid_request', { detail: 'release' });
};

export const plainCopyName = (name: string): string => {
  if (COPY_NAME.test(name)) return name;
  throw new AppError('invalid_request', { detail: 'snapshot' });
};

export const labelsOf = ({ tenantId, instanceId }: InstanceRef): Record<string, string> => ({
  [TENANT]: tenantId,
  [INSTANCE]: instanceId,
});

export const selectorOf = ({ instanceId }: InstanceRef): string => `${INSTANCE}=${instanceId}`;

/** Short enough for a job's name, and another one for every copy. */
export const copyVolume = ({ release }: InstanceRef, name: string): string =>
  `${release}-c${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
