import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { AppError } from '../../core/errors.ts';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Below what systems give to outgoing connections, so that a stopped instance finds its port again. */
export const DEFAULT_PORTS: PortRange = { from: 21_000, to: 25_999 };

export const HOST = '127.0.0.1';

/** The same instance begins its search at the same place: two data folders of one machine seldom meet. */
export const choosePort = async (
  seed: string,
  taken: ReadonlySet<number>,
  { from, to }: PortRange,
): Promise<number> => {
  const count = to - from + 1;
  const start = createHash('sha256').update(seed).digest().readUInt32BE(0) % count;
  for (let step = 0; step < count; step += 1) {
    const port = from + ((start + step) % count);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new AppError('deploy_failed', { detail: `no port from ${from} to ${to} is free` });
};

/** On both loopback addresses: the gateway listens on both. */
export const isFree = async (port: number): Promise<boolean> =>
  (await canListen(port, HOST)) && (await canListen(port, '::1'));

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has nobody there who could hold it.
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
