import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, type Person, startApi } from '../testing/api-harness.ts';

let api: ApiHarness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Browser {
  get(path: string): Promise<ReturnType<typeof JSON.parse>>;
  post(path: string, payload: object): Promise<number>;
}

const signIn = async (person: Person): Promise<Browser> => {
  const headers = { cookie: await api.signIn(person), 'sec-fetch-site': 'same-origin' };
  const url = (path: string): string => `/console/api${path}`;
  return {
    get: async (path) => (await api.app.inject({ url: url(path), headers })).json(),
    post: async (path, payload) =>
      (await api.app.inject({ method: 'POST', url: url(path), headers, payload })).statusCode,
  };
};

describe('who a person is', () => {
  it('is what an admin wrote a moment ago, from the next request on', async () => {
    const { admin, requester } = api.acme.people;
    const [adminPage, page] = [await signIn(admin), await signIn(requester)];
    const threadKey = randomUUID();
    const write = (text: string) =>
      adminPage.post(`/threads/${threadKey}/messages`, { messageId: randomUUID(), text });
    expect((await page.get('/session')).member).toMatchObject({ role: 'requester', groups: [] });
    await write('/member group add ops');
    await write('/member group join ops acme requester');
    expect((await page.get('/session')).member).toMatchObject({ role: 'requester', groups: ['ops'] });
    await write('/member group leave ops "acme requester"');
    expect((await page.get('/session')).member.groups).toEqual([]);
  });

  it('can be shown elsewhere with a code that nobody else sees', async () => {
    const { admin, requester } = api.acme.people;
    const [other, page] = [await signIn(admin), await signIn(requester)];
    const threadKey = randomUUID();
    await page.post(`/threads/${threadKey}/messages`, { messageId: randomUUID(), text: '/link' });
    const seenBy = async (browser: Browser) =>
      JSON.stringify((await browser.get(`/threads/${threadKey}/messages`)).messages);
    expect(await seenBy(page)).toMatch(/"code":"[A-Z0-9]{10}"/);
    expect(await seenBy(other)).not.toContain('link.code');
  });
});
