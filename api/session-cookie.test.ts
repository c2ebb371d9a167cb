import { describe, expect, it } from 'vitest';
import { sessionCookie } from './session-cookie.ts';

describe('sessionCookie', () => {
  it('is tied to its host behind https', () => {
    const { name, options } = sessionCookie('https://ops.example');
    expect(name).toBe('__Host-countersign');
    expect(options).toMatchObject({ secure: true, httpOnly: true, sameSite: 'strict', path: '/' });
  });

  it('is another one for each run on the same machine', () => {
    expect(sessionCookie('http://127.0.0.1:4680').name).not.toBe(sessionCookie('http://127.0.0.1:4681').name);
    expect(sessionCookie('http://127.0.0.1:4680').options.secure).toBe(false);
  });
});
