import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../testing/browser.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let browser: Browser;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), launchBrowser()]);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** Opens the address in a browser of its own; whatever the page complains about fails the test. */
const open = async (address: string): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  closing.push(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(address);
  await composer(page).waitFor();
  return page;
};

const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });
const taskCard = (page: Page): Locator => page.locator('.card[data-kind="task"]');
const approvalCard = (page: Page): Locator => page.locator('.card[data-kind="approval"]');

const send = async (page: Page, line: string): Promise<void> => {
  await composer(page).fill(line);
  await composer(page).press('Enter');
};

const become = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: /Acting as/ }).click();
  await page.getByRole('option', { name: new RegExp(name) }).click();
  await page.getByRole('button', { name: new RegExp(`${name}.*Acting as`) }).waitFor();
};

/** What can't be undone is asked once more. */
const approve = async (page: Page, target: string): Promise<void> => {
  await approvalCard(page).getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText(target).first().waitFor();
  await dialog.getByRole('button', { name: /^Approve/ }).click();
};

/** Remembers every different text the task's card had, as it came. */
const watchTaskCard = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenTexts: seen });
    const look = (): void => {
      const text = document.querySelector<HTMLElement>('.card[data-kind="task"]')?.textContent;
      if (text && text !== seen.at(-1)) seen.push(text);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });

const textsSeen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as unknown as { seenTexts: string[] }).seenTexts);

describe('the page, from the sign-in link to the file on disk', () => {
  it('shows the steps as they happen, refuses the requester, takes the approver’s yes, and ends with a final card', async () => {
    const page = await open(world.stack().signInUrl);
    expect(page.url()).not.toContain('token');
    await watchTaskCard(page);
    await send(page, '/run workspace-report');
    await taskCard(page).getByText('files.list_directory').waitFor();
    await approvalCard(page).getByText('Approval needed').waitFor();
    await approvalCard(page).getByText('files.write_file → report.md').waitFor();
    await taskCard(page)
      .getByText(/waits for approval A-\d+/)
      .waitFor();
    const report = world.workspace('report.md');
    expect(existsSync(report)).toBe(false);

    await approve(page, 'report.md');
    await page
      .locator('.notice', { hasText: 'You asked for this, so somebody else has to approve it' })
      .waitFor();
    expect(existsSync(report)).toBe(false);

    await become(page, 'Approver');
    // What was said to the requester in private is not shown to anybody else.
    await approvalCard(page).getByText('Approval needed').waitFor();
    expect(await page.locator('.notice').count()).toBe(0);
    await approve(page, 'report.md');
    await page.locator('.notice', { hasText: 'Approved. files.write_file runs now.' }).waitFor();
    await page.locator('.card[data-kind="task"][data-tone="success"]').waitFor();
    await taskCard(page)
      .getByText(/Wrote report\.md/)
      .waitFor();
    await approvalCard(page)
      .getByText(/by @Approver/)
      .waitFor();
    expect(await approvalCard(page).getByRole('button').count()).toBe(0);
    expect(await taskCard(page).getByRole('button', { name: 'Stop' }).count()).toBe(0);

    const written = readFileSync(report, 'utf8');
    expect(written).toContain('# Workspace report');
    expect(written).toContain('- weekly-review.md: # Weekly review');
    expect(written).toContain('- notes/');
    // Pushed, not loaded: the same document saw one state after the other.
    const seen = (await textsSeen(page)).join('\n=====\n');
    expect(seen).toMatch(/files\.list_directory[\s\S]*waits for approval[\s\S]*=====[\s\S]*Wrote report\.md/);

    const number = await taskCard(page)
      .getByText(/^T-\d+$/)
      .textContent();
    await page.goto(`${world.url}/tasks/${number}`);
    await page.getByText('files.write_file').first().waitFor();
    await page
      .getByText(/A-\d+ approved by @Approver/)
      .first()
      .waitFor();
  });

  it('shows a step while it runs, and stops it there', async () => {
    const page = await open(await world.signInLink('requester'));
    await send(page, '/run counting.slow_append line=never delayMs=60000');
    await taskCard(page).getByText('running', { exact: true }).waitFor();
    await taskCard(page).locator('.step-name', { hasText: 'counting.slow_append' }).waitFor();
    await taskCard(page).getByRole('button', { name: 'Stop' }).click();
    await taskCard(page).getByText('Stopped by @Requester.').waitFor();
    await page.locator('.notice', { hasText: /^.*T-\d+ is being stopped\.$/ }).waitFor();
    expect(world.effects('counting')).toEqual([]);
  });

  it('changes the card for everybody who looks at it, also under an open dialog', async () => {
    const [approver, admin] = await Promise.all([
      world.signInLink('approver').then(open),
      world.signInLink('admin').then(open),
    ]);
    const { requester } = world.people;
    const { threadKey, id } = await world.starts(
      requester,
      '/run files.write_file path=second.md content=second',
    );
    for (const page of [approver, admin]) {
      await page.goto(`${world.url}/chat/${threadKey}`);
      await approvalCard(page).getByText('Approval needed').waitFor();
    }
    await admin.getByRole('button', { name: 'Approve' }).click();
    await admin.getByRole('alertdialog').waitFor();
    await approve(approver, 'second.md');
    await approver.locator('.notice', { hasText: 'Approved.' }).waitFor();
    await approvalCard(admin)
      .getByText(/by @Approver/)
      .waitFor();
    // What the dialog asked has been decided: there is nothing left to confirm.
    await admin.getByRole('alertdialog').waitFor({ state: 'detached' });
    await world.taskIs(id, 'completed');
    expect(readFileSync(world.workspace('second.md'), 'utf8')).toBe('second');
    const [approval] = await world.approvals(id);
    expect(approval?.decisions.map(({ by }) => by.display_name)).toEqual(['Approver']);
  });
});
