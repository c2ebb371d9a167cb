import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { workflowsPath } from './temporal-workers.ts';

/** Bundles the workflows once, for COUNTERSIGN_WORKFLOW_BUNDLE: production starts without bundling. */
const target = fileURLToPath(new URL('./workflows/bundle/workflows.js', import.meta.url));
const { code } = await bundleWorkflowCode({ workflowsPath });
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, code);
process.stdout.write(`${target}: ${Math.round(code.length / 1024)} KiB\n`);
