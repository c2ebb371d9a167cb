import { Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { freshNamespace } from './temporal.ts';

describe('the parts that tests run on', () => {
  it('gives each file a Temporal namespace of its own', async () => {
    const { address, namespace } = await freshNamespace();
    const connection = await Connection.connect({ address });
    const answer = await connection.workflowService.describeNamespace({ namespace });
    await connection.close();
    expect(answer.namespaceInfo?.name).toBe(namespace);
  });

  it('shows a page in a real browser', async () => {
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.setContent('<button onclick="this.textContent = `clicked`">go</button>');
    await page.getByRole('button').click();
    expect(await page.getByRole('button').textContent()).toBe('clicked');
    await browser.close();
  });
});
