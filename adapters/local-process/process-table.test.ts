import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { groupUsage, isRunning, markOf, parsePs } from './process-table.ts';
import { fromQuantity } from './quantity.ts';

it('knows a process from another one that has its number later', async () => {
  const child = spawn('sleep', ['600']);
  const mark = await markOf(child.pid ?? -1);
  expect(await isRunning(mark)).toBe(true);
  expect(await isRunning(mark && { ...mark, begun: 'another' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await isRunning(mark)).toBe(false);
  expect(await markOf(-1)).toBeNull();
  expect(await markOf(1)).toBeNull();
});

it('adds up what a group of processes uses', async () => {
  const child = spawn('sh', ['-c', 'sleep 600 & sleep 600'], { detached: true });
  const usage = await groupUsage(child.pid ?? -1);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  expect(usage?.memoryBytes).toBeGreaterThan(10_000);
  expect(usage?.cpuSeconds).toBeLessThan(5);
  await once(child, 'exit');
  expect(await groupUsage(2 ** 22)).toBeNull();
});

it('reads what `ps` says where there is no /proc', () => {
  const output = '  501   2048  0:01.50\n  501  1024 01:00:02\n  502 9 1-00:00:00\n\n';
  expect(parsePs(output, 501)).toEqual([
    { memoryBytes: 2 * 2 ** 20, cpuSeconds: 1.5 },
    { memoryBytes: 2 ** 20, cpuSeconds: 3602 },
  ]);
  expect(parsePs(output, 502)).toEqual([{ memoryBytes: 9 * 1024, cpuSeconds: 86_400 }]);
});

it('reads quantities as Kubernetes writes them', () => {
  expect(['500m', '2', '1.5', '1Gi', '512Mi'].map(fromQuantity)).toEqual([0.5, 2, 1.5, 2 ** 30, 2 ** 29]);
  for (const text of ['', '1G', '-1', '1e3', 'x', '1Gi; rm']) {
    expect(() => fromQuantity(text)).toThrow('deploy_failed');
  }
});
