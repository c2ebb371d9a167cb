import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Connection } from './connection.ts';
import { openPaired } from './open-paired.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A refusal that will not get better by itself is believed for so long: a gateway locks out whoever tries wrong tokens. */
const REFUSED_MS = 50_000;

export interface LinkDeps {
  readonly log: Log;
  /** 0 to 1 */
  readonly random: () => number;
  readonly now: () => number;
  readonly refusedMs?: number;
  readonly firstPauseMs?: number;
}

/** The one connection to one instance in this process, made when it is needed. */
export interface Link {
  connect(signal: AbortSignal): Promise<Connection>;
  /** The gateway was seen to be there: what was waited for is over. */
  awake(): void;
  /** Lets what is under way end. */
  retire(): void;
  close(): void;
}

/** The same for the same address and secrets; says nothing about them. */
export const fingerprint = ({ url, token, device, version }: GatewayTarget): string =>
  createHash('sha256')
    .update(JSON.stringify([url, token, device.publicKey, version]))
    .digest('hex');

export const withAbort = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

export const createLink = (target: GatewayTarget, deps: LinkDeps): Link => {
  const { log, random, now, refusedMs = REFUSED_MS, firstPauseMs = FIRST_PAUSE_MS } = deps;
  const ended = new AbortController();
  const { instanceId } = target;
  let connection: Connection | null = null;
  let opening: Promise<Connection> | null = null;
  let refusal: { readonly error: AppError; readonly until: number } | null = null;
  let failures = 0;
  let notBefore = 0;
  let lockedUntil = 0;
  let wake = (): void => undefined;
  let bootId = '';

  const failed = (error: unknown): void => {
    failures += 1;
    const pause = Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** (failures - 1));
    notBefore = now() + pause * (0.5 + random() / 2);
    lockedUntil = now() + retryAfterOf(error);
    if (!(error instanceof AppError) || error.code !== 'handshake_refused') return;
    refusal = { error, until: now() + refusedMs };
  };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const ms = notBefore - now();
      if (ms <= 0) return resolve();
      wake = () => {
        clearTimeout(timer);
        ended.signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(() => wake(), ms);
      ended.signal.addEventListener('abort', wake, { once: true });
    });

  const open = async (): Promise<Connection> => {
    await pause();
    try {
      const opened = await openPaired(target, ended.signal);
      adopt(opened);
      return opened;
    } catch (error) {
      failed(error);
      throw error;
    } finally {
      opening = null;
    }
  };

  const adopt = (opened: Connection): void => {
    const since = now();
    connection = opened;
    refusal = null;
    if (bootId !== '' && bootId !== opened.hello.server.bootId) {
      log.info({ instanceId }, 'the gateway was started anew');
    }
    bootId = opened.hello.server.bootId;
    if (ended.signal.aborted) opened.close();
    void opened.closed.then((code) => {
      if (connection === opened) connection = null;
      log.info({ instanceId, code }, 'the connection to the gateway ended');
      // One that held for a while was a good one; one that is closed again and again is waited for longer.
      if (now() - since > LONGEST_PAUSE_MS) failures = 0;
      if (!ended.signal.aborted) failed(null);
    });
  };

  return {
    connect: async (signal) => {
      if (ended.signal.aborted) throw new AppError('instance_unavailable');
      if (connection?.usable) return connection;
      // It said that it ends: asking a second time would be answered the same way.
      if (connection) throw new AppError('instance_unavailable');
      if (lockedUntil > now()) throw new AppError('instance_unavailable', {}, { cause: 'told to wait' });
      if (refusal && refusal.until > now()) throw refusal.error;
      opening ??= open();
      // A caller that goes away leaves the attempt to the others; its failure is then nobody's.
      opening.catch(() => undefined);
      return await withAbort(opening, signal);
    },
    awake: () => {
      if (connection) return;
      failures = 0;
      notBefore = 0;
      wake();
    },
    retire: () => {
      if (!connection) ended.abort();
      connection?.retire();
    },
    close: () => {
      ended.abort();
      connection?.close();
    },
  };
};

const retryAfterOf = (error: unknown): number => {
  const cause = error instanceof AppError ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('retryAfterMs' in cause)) return 0;
  return typeof cause.retryAfterMs === 'number' ? cause.retryAfterMs : 0;
};
