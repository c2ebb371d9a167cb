import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowsPath } from '../temporal-workers.ts';

const folder = new URL('./histories/', import.meta.url);
const recorded = readdirSync(folder).filter((name) => name.endsWith('.json'));

let workflowBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}, 60_000);

describe('recorded runs', () => {
  it('cover both workflows and every way a task ends', () => {
    expect(recorded.sort()).toEqual(
      expect.arrayContaining([
        'action-completed.json',
        'approval-approved.json',
        'approval-expired.json',
        'approval-rejected.json',
        'approval-withdrawn.json',
        'task-approved.json',
        'task-asked.json',
        'task-failed.json',
        'task-outcome-unknown.json',
        'task-stopped-in-a-call.json',
        'task-stopped-while-waiting.json',
      ]),
    );
  });

  it.each(recorded)('%s replays with the workflows as they are now', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    await Worker.runReplayHistory({ workflowBundle }, history, name.replace('.json', ''));
  });
});
