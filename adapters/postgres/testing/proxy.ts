import { createServer, connect as dial, type Server, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** The same address, through the proxy. */
  readonly url: string;
  /** The database is gone: open connections break, new ones are refused. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between the app and the database, so that a test can take the database away. */
export const startProxy = async (url: string): Promise<DatabaseProxy> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const listen = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer((inbound) => {
        const outbound = track(dial(Number(target.port), target.hostname));
        track(inbound).pipe(outbound).pipe(inbound);
        inbound.on('close', () => outbound.destroy());
        outbound.on('close', () => inbound.destroy());
      });
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  let server: Server | null = await listen(0);
  const { port } = server.address() as { port: number };
  const cut = async (): Promise<void> => {
    const open = server;
    server = null;
    const closed = new Promise<void>((resolve) => (open ? open.close(() => resolve()) : resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).toString(),
    cut,
    async restore() {
      server ??= await listen(port);
    },
    close: cut,
  };
};
