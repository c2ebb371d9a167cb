import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { text } from '../core/text.ts';
import { scenario } from '../local/parity/scenarios.ts';
import { launchBrowser } from '../local/testing/browser.ts';
import { APPROVALS, ago, fromBot, MEMBERS, THREADS } from './dev/fixture-data.ts';
import { type FixtureServer, startFixtureServer } from './dev/fixture-server.ts';

const REQUESTER = 0;
const APPROVER = 1;
const PHONE = { width: 360, height: 740 };
const PATHS = {
  chat: `/chat/${THREADS.running}`,
  'destructive approval in chat': `/chat/${THREADS.archive}`,
  'failed task in chat': `/chat/${THREADS.failed}`,
  'lists in chat': `/chat/${THREADS.lists}`,
  'new thread': '/chat',
  tasks: '/tasks',
  task: '/tasks/T-142',
  approvals: '/approvals',
  approval: '/approvals/A-57',
  'no such task': '/tasks/T-9999',
};

let browser: Browser;
let axe: string;
let server: FixtureServer;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startFixtureServer();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await server.close();
});

/** A page with a context of its own; whatever it complains about fails the test. */
const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // What the network refuses is part of some tests; a broken rule of the content security policy never is.
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) complaints.push(message.text());
  });
  closing.push(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(server.url + path);
  await page.locator('main :is(h1, h2):visible').first().waitFor();
  return page;
};

/** The page shows what was sent at once; the server has it a moment later. */
const arrives = (body: object): Promise<void> =>
  vi.waitFor(() => expect(server.received.at(-1)?.body).toMatchObject(body), { timeout: 10_000 });

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });

describe('every page', () => {
  for (const [name, path] of Object.entries(PATHS)) {
    it(`${name}: nothing serious for axe, in light and in dark`, async () => {
      server.become(APPROVER);
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open(path, { colorScheme });
        // Evaluated, not added as a script, which the content security policy refuses.
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          const { violations } = await (
            globalThis as unknown as { axe: typeof import('axe-core') }
          ).axe.run();
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        expect(found).toEqual([]);
      }
    });

    it(`${name}: fits a phone`, async () => {
      const page = await open(path, { viewport: PHONE, hasTouch: true, isMobile: true });
      const tooWide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('main, .messages, .page, .card')]
          .filter((element) => element.scrollWidth > element.clientWidth)
          .map((element) => element.className || element.tagName),
      );
      expect(tooWide).toEqual([]);
    });
  }

  it('follows the system to dark, and the choice of the reader over it', async () => {
    const page = await open('/tasks', { colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await page.getByRole('button', { name: 'Appearance and language' }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
    expect(await ground()).toBe(light);
  });

  it('speaks Spanish when asked to', async () => {
    const page = await open(PATHS.approval);
    await page.getByRole('button', { name: 'Appearance and language' }).click();
    await page.getByRole('menuitemradio', { name: 'Español' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Tareas' }).waitFor();
    await page.getByText('vence dentro de').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
  });

  it('says how to sign in again when the session is over', async () => {
    const page = await open('/tasks');
    server.signOut();
    await page.reload();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    expect(await page.getByText('sign-in link').count()).toBe(1);
  });

  it('says how to get the first item where there is none', async () => {
    server.empty();
    const page = await open('/tasks');
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByText('Nothing waits for you').waitFor();
    await page.getByRole('link', { name: 'Chat', exact: true }).click();
    await page.getByRole('button', { name: /Workspace report/ }).click();
    expect(await composer(page).inputValue()).toBe('/run workspace-report');
  });
});

describe('writing', () => {
  it('offers commands after /, takes one with Tab and sends with Enter', async () => {
    const page = await open(PATHS.chat);
    await page.keyboard.press('/');
    await page.getByRole('option', { name: /^\/run/ }).waitFor();
    expect(await composer(page).inputValue()).toBe('/');
    await page.keyboard.type('run wor');
    await page.getByRole('option', { name: /workspace-report/ }).waitFor();
    await page.keyboard.press('Tab');
    expect((await composer(page).inputValue()).trim()).toBe('/run workspace-report');
    await page.keyboard.press('Enter');
    await page.locator('.bubble', { hasText: '/run workspace-report' }).waitFor();
    expect(await composer(page).inputValue()).toBe('');
    await arrives({ text: '/run workspace-report' });
  });

  it('goes to a new thread with / from anywhere', async () => {
    const page = await open('/tasks');
    await page.keyboard.press('/');
    await page.getByRole('option', { name: /^\/run/ }).waitFor();
    expect(await composer(page).inputValue()).toBe('/');
  });

  it(
    scenario('choices', 'walks the completions with the arrows, and Enter takes the one that is marked'),
    async () => {
      const page = await open(PATHS.chat);
      await composer(page).fill('/ta');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.locator('textarea[aria-activedescendant]').waitFor();
      await page.keyboard.press('Enter');
      expect(server.received).toEqual([]);
      expect(await composer(page).inputValue()).toMatch(/^\/task/);
    },
  );

  it('starts a line with Shift+Enter', async () => {
    const page = await open(PATHS.chat);
    await composer(page).fill('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.locator('.bubble', { hasText: 'one' }).waitFor();
    await arrives({ text: 'one\ntwo' });
  });

  it('gives a thread its address with the first message, also when that is written before the page has read anything', async () => {
    const page = await open(PATHS.chat);
    const read = Promise.withResolvers<void>();
    await page.route('**/messages', async (route) => {
      if (route.request().method() === 'GET') await read.promise;
      await route.continue();
    });
    await page.goto(`${server.url}/chat`);
    await composer(page).fill('quickly');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/chat\/[0-9a-f-]{36}$/);
    read.resolve();
    await page.locator('.bubble', { hasText: 'quickly' }).waitFor();
  });

  it('keeps what was not sent, and sends it again under the same id', async () => {
    const page = await open(PATHS.chat);
    const tried: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') tried.push(request.postDataJSON().messageId);
    });
    await page.route('**/messages', (route) => route.abort());
    await composer(page).fill('please count the files');
    await page.keyboard.press('Enter');
    await page.getByText('Countersign does not answer').waitFor();
    await page.unroute('**/messages');
    server.refuseNext(1);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The task service does not answer').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Not sent.').waitFor({ state: 'detached' });
    expect(await page.locator('.bubble', { hasText: 'please count the files' }).count()).toBe(1);
    expect(server.received.filter(({ body }) => body.text === 'please count the files')).toHaveLength(1);
    expect(tried).toHaveLength(3);
    expect(new Set(tried)).toEqual(new Set([server.received.at(-1)?.body.messageId]));
  });
});

describe('deciding', () => {
  it('shows the answer to a click to the one who clicked, and says it aloud', async () => {
    server.become(REQUESTER);
    const page = await open(PATHS.chat);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.locator('.notice', { hasText: 'You asked for this' }).waitFor();
    await page.locator('[data-announcer]', { hasText: 'You asked for this' }).waitFor({ state: 'attached' });
    expect(server.received.at(-1)?.body).toMatchObject({ action: 'approve', shownDigest: 'digest-57' });
    expect(Object.keys(server.received.at(-1)?.body ?? {})).toContain('interactionId');
  });

  it('rejects with a reason, which it insists on', async () => {
    server.become(APPROVER);
    const page = await open(PATHS.chat);
    await page.getByRole('button', { name: 'Reject…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.getByText('Please fill this in.').waitFor();
    await dialog.getByRole('textbox').fill('wrong folder');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.waitFor({ state: 'detached' });
    await arrives({ values: { reason: 'wrong folder' }, shownDigest: 'digest-57' });
    await page.getByText('“wrong folder”').waitFor();
  });

  it('asks once more before what cannot be undone, and names the target', async () => {
    server.become(APPROVER);
    const page = await open(PATHS['destructive approval in chat']);
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    expect(await approve.getAttribute('class')).not.toContain('primary');
    await approve.click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('old-a.log').first().waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(server.received).toEqual([]);
    await approve.click();
    await dialog.getByRole('button').last().click();
    await page.locator('.notice', { hasText: 'Approved.' }).waitFor();
  });

  it('decides by keyboard on the page of an approval, after a question', async () => {
    server.become(APPROVER);
    const page = await open(PATHS.approval);
    await page.keyboard.press('r');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('files.write_file runs now').first().waitFor();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    expect(server.received.at(-1)).toMatchObject({
      path: `/api/v1/approvals/${APPROVALS[0]?.id}/decision`,
      body: { verdict: 'approve', digest: 'digest-57' },
    });
  });

  it('walks a list with j and k', async () => {
    server.become(APPROVER);
    const page = await open(PATHS.approvals);
    await page.getByText('workspace/report.md').first().waitFor();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/approvals/A-56');
  });

  it('acts as another member, who sees what waits for them', async () => {
    const page = await open(PATHS.approvals);
    await page.getByText('Nothing waits for you').waitFor();
    await page.getByRole('button', { name: /Acting as/ }).click();
    await page.getByRole('option', { name: /Approver/ }).click();
    await page.getByRole('heading', { name: 'Waiting for you: 2' }).waitFor();
  });
});

describe('staying true', () => {
  const later = (words: string) =>
    fromBot(
      'answer:later:0',
      { kind: 'notice', notice: { tone: 'success', text: { raw: words } } },
      ago(0),
      MEMBERS[REQUESTER].id,
    );

  it('shows what happens as it happens', async () => {
    const page = await open(PATHS.chat);
    await page.getByText('waits for approval A-57').waitFor();
    server.put(
      THREADS.running,
      fromBot('answer:later:0', { kind: 'card', card: { ...listOnly, title: text('page.answer') } }, ago(0)),
    );
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
  });

  it(
    scenario('reconnect', 'says when the connection is lost, reconnects by itself, and misses nothing'),
    async () => {
      const page = await open(PATHS.chat);
      await page.getByText('waits for approval A-57').waitFor();
      server.put(THREADS.running, later('before the break'));
      await page.getByText('before the break').first().waitFor();
      server.breakStreams();
      await page.getByText('Connection lost.').waitFor();
      server.put(THREADS.running, later('while you were away'));
      server.allowStreams();
      await page.getByText('while you were away').first().waitFor();
      await page.getByText('Connection lost.').waitFor({ state: 'detached' });
      expect(server.resumedFrom.at(-1)).toMatch(/^\d+$/);
    },
  );

  it('shows the whole of an output that was cut when it is opened', async () => {
    const page = await open(PATHS.task);
    await page.getByText(/^Output · 47/).click();
    await page.getByRole('region', { name: 'Whole text' }).getByText('meeting-34.md').last().waitFor();
  });
});

const listOnly = {
  kind: 'answer',
  tone: 'neutral',
  sign: '○',
  state: [],
  sections: [],
  buttons: [],
} as const;
