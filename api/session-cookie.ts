import type { CookieSerializeOptions } from '@fastify/cookie';

export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
  /** Milliseconds */
  readonly lifetimeMs: number;
}

const LIFETIME_MS = 30 * 24 * 3_600_000;

/**
 * Behind https the name itself ties the cookie to this host. On one machine the port is in it: cookies do not know
 * ports, and two runs side by side would sign each other out.
 */
export const sessionCookie = (publicUrl: string | null): SessionCookie => {
  const url = publicUrl ? new URL(publicUrl) : null;
  const secure = url?.protocol === 'https:';
  const port = url?.port ? `-${url.port}` : '';
  return {
    name: secure ? '__Host-countersign' : `countersign${port}`,
    options: { httpOnly: true, sameSite: 'strict', path: '/', secure, maxAge: LIFETIME_MS / 1000 },
    lifetimeMs: LIFETIME_MS,
  };
};
