import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenContext } from '../../adapters/slack/slack-workspaces.ts';
import type { SlackPersonSeed } from '../../adapters/slack/testing/slack-world.ts';
import type { Installation } from '../../core/ports/chat-stores.ts';
import { text } from '../../core/text.ts';
import type { Person } from '../testing/api-harness.ts';
import { PUBLIC_URL, type SlackApiHarness, startSlackApi } from '../testing/slack-api.ts';

let harness: SlackApiHarness;
afterEach(() => harness.stop());

const EN = { 'accept-language': 'en' };
const admin = (): Person => harness.api.acme.people.admin;
const installations = (): Promise<readonly Installation[]> =>
  harness.api.chatStores.installations.list(harness.api.acme.tenant.id);

/** A browser that is signed in; keeps what it is given. */
interface Browser {
  readonly cookies: Map<string, string>;
  get(url: string): Promise<LightMyRequestResponse>;
}

const openBrowser = async (person: Person | null): Promise<Browser> => {
  const cookies = new Map<string, string>();
  const keep = (cookie: string): void => {
    const [pair = ''] = cookie.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '' || value === 'deleted' || /Max-Age=0/i.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  };
  if (person) keep(await harness.api.signIn(person));
  return {
    cookies,
    async get(url) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await harness.api.app.inject({ url, headers: { ...EN, cookie } });
      for (const one of [answer.headers['set-cookie'] ?? []].flat()) keep(one);
      return answer;
    },
  };
};

/** The way to Slack's page; throws when there is none. */
const begin = async (browser: Browser): Promise<string> => {
  const { statusCode, headers, body } = await browser.get('/slack/install');
  expect([statusCode, body]).toEqual([302, '']);
  return String(headers.location);
};

const comeBack = async (browser: Browser, location: string) => {
  const { pathname, search, origin } = new URL(location);
  expect(origin).toBe(PUBLIC_URL);
  const { statusCode, body, headers } = await browser.get(`${pathname}${search}`);
  expect(headers['content-type']).toMatch(/^text\/html/);
  return { status: statusCode, words: body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
};

const install = async (browser: Browser, person: SlackPersonSeed = harness.world.people.carla) =>
  comeBack(browser, await harness.world.allow(await begin(browser), person));

describe('an installation', () => {
  beforeEach(async () => {
    harness = await startSlackApi();
  });

  it('gives the workspace to the admin’s organization, its token sealed', async () => {
    const { world, api, box } = harness;
    const browser = await openBrowser(admin());
    const done = await install(browser);
    expect(done).toMatchObject({ status: 200, words: expect.stringContaining('Acme is connected') });
    expect(done.words).toContain('/countersign help');
    const [row, ...more] = await installations();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      tenantId: api.acme.tenant.id,
      workspaceId: world.teamId,
      name: 'Acme',
      botUserId: world.botUserId,
      installedBy: world.people.carla.userId,
      status: 'active',
    });
    const token = row?.sealedToken ? box.open(row.sealedToken, tokenContext(row)) : '';
    expect(token).toMatch(/^xoxb-/);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(api.logLines.join('\n')).not.toContain(token);
    // The state is of no more use in this browser.
    expect([...browser.cookies.keys()].filter((name) => /slack/i.test(name))).toEqual([]);
    const workspace = await harness.slack.workspaces.byTeam(world.teamId, null);
    await workspace?.api.call('chat.postMessage', { channel: world.channels.general, text: 'hello' });
    expect(world.calls('chat.postMessage').at(-1)).toMatchObject({ token, ok: true });
  });

  it('is begun by an admin who is signed in, and nobody else', async () => {
    const { requester, approver } = harness.api.acme.people;
    for (const person of [requester, approver]) {
      const { statusCode, headers } = await (await openBrowser(person)).get('/slack/install');
      expect([statusCode, headers.location]).toEqual([403, undefined]);
    }
    const nobody = await (await openBrowser(null)).get('/slack/install');
    expect([nobody.statusCode, nobody.headers.location]).toEqual([401, undefined]);
    // A program's key is no browser that Slack could send back.
    const withKey = await harness.api.as(admin(), { url: '/slack/install' });
    expect(withKey.statusCode).toBe(401);
  });

  it.each([
    ['another browser', (url: string) => url, async () => openBrowser(admin())],
    ['no state', (url: string) => url.replace(/state=[^&]*/, ''), null],
    ['a state that is none', (url: string) => url.replace(/state=[^&]*/, 'state=x'), null],
  ] as const)('does nothing with %s', async (_what, change, other) => {
    const browser = await openBrowser(admin());
    const back = await harness.world.allow(await begin(browser), harness.world.people.carla);
    const refused = await comeBack(other ? await other() : browser, change(back));
    expect(refused.status).toBe(400);
    expect(refused.words).toContain('does not belong to an installation begun in this browser');
    expect(harness.world.calls('oauth.v2.access')).toEqual([]);
    expect(await installations()).toEqual([]);
  });

  it('does nothing with the state of somebody else, given to this browser', async () => {
    const theirs = await openBrowser(harness.api.globex.people.admin);
    const back = await harness.world.allow(await begin(theirs), harness.world.people.carla);
    const mine = await openBrowser(admin());
    await begin(mine);
    expect((await comeBack(mine, back)).status).toBe(400);
    expect(await installations()).toEqual([]);
  });

  it('says that it was left out', async () => {
    const browser = await openBrowser(admin());
    const { searchParams } = new URL(await begin(browser));
    const state = encodeURIComponent(searchParams.get('state') ?? '');
    const back = `${PUBLIC_URL}/slack/oauth_redirect?error=access_denied&state=${state}`;
    const left = await comeBack(browser, back);
    expect(left).toMatchObject({ status: 400, words: expect.stringContaining('You left it out in Slack') });
    expect(await installations()).toEqual([]);
  });

  it('takes a code once', async () => {
    const browser = await openBrowser(admin());
    const back = await harness.world.allow(await begin(browser), harness.world.people.carla);
    const kept = new Map(browser.cookies);
    expect((await comeBack(browser, back)).status).toBe(200);
    const before = await installations();
    expect((await comeBack(browser, back)).status).toBe(400);
    // Also when the browser still had its cookie: then Slack knows the code no more.
    for (const [name, value] of kept) browser.cookies.set(name, value);
    const again = await comeBack(browser, back);
    expect(again.status).toBe(400);
    expect(again.words).toContain('does not belong to an installation begun in this browser');
    expect(await installations()).toEqual(before);
  });

  it('says that Slack did not answer, and can be begun again', async () => {
    const browser = await openBrowser(admin());
    const back = await harness.world.allow(await begin(browser), harness.world.people.carla);
    harness.world.faults.always('oauth.v2.access', { drop: true });
    const failed = await comeBack(browser, back);
    expect(failed).toMatchObject({ status: 502, words: expect.stringContaining('can’t be reached') });
    expect(await installations()).toEqual([]);
    harness.world.faults.clear();
    expect((await install(browser)).status).toBe(200);
  });

  it('does not take a workspace from another organization', async () => {
    expect((await install(await openBrowser(admin()))).status).toBe(200);
    const refused = await install(await openBrowser(harness.api.globex.people.admin));
    expect(refused.status).toBe(409);
    expect(refused.words).toContain('connected to another organization here');
    expect(await harness.api.chatStores.installations.list(harness.api.globex.tenant.id)).toEqual([]);
    expect(await installations()).toMatchObject([{ status: 'active' }]);
  });

  it.each(['app_uninstalled', 'tokens_revoked'])(
    'ends with %s: nothing is posted any more, until it is made again',
    async (type) => {
      const { world, api, slack, intake } = harness;
      const browser = await openBrowser(admin());
      await install(browser);
      const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
      world.deliverTo(`${url}/slack/events`);
      await world.uninstall([type]);
      expect(await installations()).toMatchObject([{ status: 'revoked' }]);
      const calls = world.calls().length;
      const { tenant } = api.acme;
      const thread = await api.stores.threads.ensure(tenant.id, {
        platform: 'slack',
        workspaceId: world.teamId,
        channelId: world.channels.general,
        threadKey: '17.1',
      });
      const post = slack.chat.replyPrivately(
        { tenantId: tenant.id, memberId: admin().member.id },
        thread,
        'k',
        { tone: 'neutral', text: text('slack.kept') },
      );
      await expect(post).rejects.toMatchObject({ code: 'chat_unavailable' });
      const help = { channel: world.channels.general, text: `<@${world.botUserId}> help` };
      await world.as(world.people.anna.token, 'chat.postMessage', help);
      await world.events.idle();
      await intake.idle();
      expect(world.calls().length).toBe(calls);

      expect((await install(await openBrowser(admin()))).status).toBe(200);
      expect(await installations()).toMatchObject([{ status: 'active' }]);
      expect(await slack.workspaces.byTeam(world.teamId, null)).not.toBeNull();
    },
  );

  it.each(['app_uninstalled', 'tokens_revoked'])('stays when %s of an older one comes late', async (type) => {
    const { world, api } = harness;
    await install(await openBrowser(admin()));
    world.deliverTo(`${await api.app.listen({ port: 0, host: '127.0.0.1' })}/slack/events`);
    await world.events.send({ type, tokens: { oauth: [], bot: [world.botUserId] } });
    expect(await installations()).toMatchObject([{ status: 'active' }]);
  });

  it('stays when only a person took their own token back', async () => {
    const { world, api } = harness;
    await install(await openBrowser(admin()));
    world.deliverTo(`${await api.app.listen({ port: 0, host: '127.0.0.1' })}/slack/events`);
    const tokens = { oauth: [world.people.anna.userId], bot: [] };
    await world.events.send({ type: 'tokens_revoked', tokens });
    expect(await installations()).toMatchObject([{ status: 'active' }]);
  });
});

describe('an installation for a whole Enterprise Grid organization', () => {
  const TOKEN = 'xoxb-of-the-organization';
  let stub: ReturnType<typeof createServer>;
  beforeEach(async () => {
    stub = createServer((request, response) => {
      const answer = request.url?.includes('oauth.v2.access')
        ? {
            ok: true,
            app_id: 'A1',
            authed_user: { id: 'W0ADMIN' },
            scope: 'chat:write',
            token_type: 'bot',
            access_token: TOKEN,
            bot_user_id: 'W0BOT',
            team: null,
            enterprise: { id: 'E1', name: 'All of Acme' },
            is_enterprise_install: true,
          }
        : { ok: true, url: 'https://acme.example/', team_id: 'E1', user_id: 'W0BOT', bot_id: 'B1' };
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
    const { port } = stub.address() as AddressInfo;
    harness = await startSlackApi({ apiUrl: `http://127.0.0.1:${port}/api/` });
  });
  afterEach(() => void stub.close());

  it('is one for all of its workspaces', async () => {
    const browser = await openBrowser(admin());
    const { searchParams } = new URL(await begin(browser));
    const state = encodeURIComponent(searchParams.get('state') ?? '');
    const done = await comeBack(browser, `${PUBLIC_URL}/slack/oauth_redirect?code=c1&state=${state}`);
    expect(done).toMatchObject({ status: 200, words: expect.stringContaining('All of Acme is connected') });
    const [row] = await installations();
    expect(row).toMatchObject({
      workspaceId: 'E1',
      enterpriseId: 'E1',
      botUserId: 'W0BOT',
      status: 'active',
    });
    expect(row?.sealedToken && harness.box.open(row.sealedToken, tokenContext(row))).toBe(TOKEN);
    const { workspaces } = harness.slack;
    for (const team of ['T1', 'T2', 'E1']) {
      expect(await workspaces.byTeam(team, 'E1')).toMatchObject({ place: { workspaceId: 'E1' } });
    }
    expect(await workspaces.byTeam('T1', 'E2')).toBeNull();
    expect(await workspaces.byTeam('T1', null)).toBeNull();
  });
});
