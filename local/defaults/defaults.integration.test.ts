import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunbookBackend } from '../../adapters/runbook/runbook-backend.ts';
import type { RunningRegistry } from '../../adapters/skill-registry/registry.ts';
import { createSchemaCheck } from '../../adapters/skill-registry/schema-check.ts';
import type { Locale } from '../../core/member.ts';
import { decidePolicy } from '../../core/policy.ts';
import type { Exchange } from '../../core/ports/agent-backend.ts';
import { type Arguments, callName } from '../../core/skill.ts';
import { ran, sampleTurn } from '../../core/testing/turn.ts';
import { loadRunbooks, startSkills } from '../../worker/compose-skills.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const { signal } = new AbortController();
const DAY_MS = 86_400_000;

/** The skills and runbooks that every installation starts with, on the real filesystem server. */
describe('the defaults', () => {
  const data = mkdtempSync(join(tmpdir(), 'countersign-defaults-'));
  const workspace = join(data, 'workspace');
  const runbooks = loadRunbooks(join(import.meta.dirname, 'runbooks'));
  const backend = createRunbookBackend(runbooks);
  let registry: RunningRegistry;

  beforeAll(async () => {
    mkdirSync(workspace);
    const config = {
      COUNTERSIGN_SKILLS_FILE: join(import.meta.dirname, 'skills.yaml'),
      COUNTERSIGN_DATA: data,
    };
    registry = await startSkills(config, {}, silent);
  });
  afterAll(async () => {
    await registry.close();
    rmSync(data, { recursive: true, force: true });
  });

  const put = (path: string, text: string, ageDays = 0): void => {
    const file = join(workspace, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    const at = new Date(Date.now() - ageDays * DAY_MS);
    utimesSync(file, at, at);
  };

  /** Runs it to its end as the workflow does, with a yes to every question; tells what was asked. */
  const run = async (runbook: string, args: Arguments = {}, locale: Locale = 'en') => {
    const exchanges: Exchange[] = [];
    const asked: string[][] = [];
    const task = {
      taskType: 'runbook',
      runbook,
      arguments: args,
      createdAt: new Date().toISOString(),
    } as const;
    for (;;) {
      const step = await backend.next(sampleTurn({ exchanges: [...exchanges], locale, task }), { signal });
      if (step.type !== 'call') return { output: step.type === 'final' ? step.output : '', asked, exchanges };
      const questions: string[] = [];
      for (const call of step.calls) {
        const action = registry.find(call.skill, call.action);
        if (!action) throw new Error(`${callName(call)} is not there`);
        expect(registry.checkArguments(action, call.arguments)).toEqual([]);
        if (decidePolicy(action).kind === 'approval') questions.push(callName(call));
        const result = await registry.invoke(action, call.arguments, {
          signal,
          idempotencyKey: 'k',
          tenantId: 't',
        });
        exchanges.push(ran(call, result, step.runbookStep));
      }
      if (questions.length > 0) asked.push(step.approveTogether ? questions : questions.slice(0, 1));
    }
  };

  it('say in both languages what they are, with an example that can be run', () => {
    const check = createSchemaCheck();
    expect(runbooks.list().map(({ name }) => name)).toEqual([
      'archive-old-files',
      'site-check',
      'workspace-report',
    ]);
    for (const { name, title, description, example, inputSchema } of runbooks.list()) {
      expect(title.en).not.toBe(title.es);
      expect(description.en).not.toBe(description.es);
      expect(example.startsWith(`/run ${name}`)).toBe(true);
      const known = Object.keys(inputSchema.properties as object);
      for (const argument of example.split(' ').slice(2)) expect(known).toContain(argument.split('=')[0]);
      expect(check(inputSchema, { surprise: 1 })).toContain('"surprise" is not known');
    }
  });

  it('ask before anything is written, and not before reading', () => {
    const verdicts = Object.fromEntries(
      registry.list().map((action) => [callName(action), decidePolicy(action).kind]),
    );
    expect(verdicts).toMatchObject({
      'files.list_directory': 'run',
      'files.read_text_file': 'run',
      'files.write_file': 'approval',
      'files.edit_file': 'approval',
      'files.move_file': 'approval',
      'files.read_file': 'refuse',
      'http.check': 'run',
    });
  });

  it('workspace-report lists, reads, and asks once to write what it found', async () => {
    put('report/a.md', '# Alpha\nmore');
    put('report/b.csv', 'one,two\n1,2');
    put('report/c.bin', 'x');
    put('report/sub/d.md', 'deep');
    const { output, asked } = await run('workspace-report', { folder: 'report' });
    expect(asked).toEqual([['files.write_file']]);
    expect(output).toBe('Wrote `report/report.md`: 3 files and 1 folder, 2 texts read.');
    const today = new Date().toISOString().slice(0, 10);
    const report = readFileSync(join(workspace, 'report', 'report.md'), 'utf8');
    expect(report).toBe(
      `# Workspace report\n\nFolder \`report\`, ${today}: 3 files, 1 folder.\n\n## What is there\n\n- sub/\n- a.md\n- b.csv\n- c.bin\n\n## How the text files begin\n\n- a.md: # Alpha\n- b.csv: one,two\n`,
    );
    // Again, in Spanish: the earlier report is not part of what is reported.
    expect((await run('workspace-report', { folder: 'report' }, 'es')).output).toBe(
      'Se escribió `report/report.md`: 3 archivos y 1 carpeta, 2 textos leídos.',
    );
  });

  it('workspace-report fails with the folder that is not there', async () => {
    await expect(run('workspace-report', { folder: 'nowhere' })).rejects.toMatchObject({
      code: 'runbook_failed',
      params: { step: 'list', action: 'files.list_directory' },
    });
  });

  it('archive-old-files moves what is old after one question for all of it', async () => {
    put('tidy/old-1.log', 'x', 400);
    put('tidy/deep/old-2.log', 'x', 31);
    put('tidy/young.log', 'x', 29);
    put('tidy/old.txt', 'x', 400);
    const { output, asked, exchanges } = await run('archive-old-files', { pattern: 'tidy/**/*.log' });
    expect(asked).toEqual([['files.move_file', 'files.move_file']]);
    expect(output).toContain('Moved 2 into archive/:');
    expect(readdirSync(join(workspace, 'archive')).toSorted()).toEqual([
      'tidy_deep_old-2.log',
      'tidy_old-1.log',
    ]);
    expect(existsSync(join(workspace, 'tidy', 'young.log'))).toBe(true);
    expect(existsSync(join(workspace, 'tidy', 'old.txt'))).toBe(true);
    const moves = exchanges.flatMap((exchange) =>
      exchange.kind === 'call' && exchange.call.why ? [exchange.call] : [],
    );
    expect(moves.map(({ why }) => why)).toContain('2 of 3 found were not changed for 30 days');
  });

  it('archive-old-files with nothing old asks nobody', async () => {
    put('fresh/new.log', 'x');
    const { output, asked } = await run('archive-old-files', { pattern: 'fresh/*.log' }, 'es');
    expect(asked).toEqual([]);
    expect(output).toContain('Nada que archivar');
    expect((await run('archive-old-files', { pattern: '*.nothing' })).asked).toEqual([]);
  });

  it('site-check judges status and latency without asking anybody', async () => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/ok' ? 200 : 503).end('hi'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ok = await run('site-check', { url: `${url}/ok`, max_latency_ms: 60_000 });
    expect(ok.asked).toEqual([]);
    expect(ok.output).toMatch(/^✓ Healthy: \S+\/ok answered 200 in \d+ ms \(limit 60000 ms\), 2 bytes\.$/);
    expect((await run('site-check', { url: `${url}/no` })).output).toMatch(
      /^✗ Failing: \S+\/no answered 503 /,
    );
    expect((await run('site-check', { url: `${url}/no` }, 'es')).output).toMatch(/^✗ Con fallos: /);
    await new Promise((resolve) => server.close(resolve));
    expect((await run('site-check', { url: `${url}/ok` })).output).toMatch(
      /^✗ Down: \S+ gave no answer \(connection refused\)\.$/,
    );
  });
});
