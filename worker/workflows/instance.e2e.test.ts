import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '../../core/task.ts';
import type { TraceStep } from '../../core/trace.ts';
import { startInstanceHarness } from '../testing/instance-harness.ts';

type Harness = Awaited<ReturnType<typeof startInstanceHarness>>;

let h: Harness;
beforeAll(async () => {
  h = await startInstanceHarness();
});
afterAll(() => h?.stop());

const shown = (steps: readonly TraceStep[]): readonly string[] =>
  steps
    .filter(({ details }) => details.instanceStep !== undefined)
    .map(({ details }) => `${details.ok ? '✓' : '✗'} ${String(details.instanceStep)}`);

const stepsOf = async (task: Task): Promise<readonly string[]> => shown(await h.trace(task));

const done = async (action: string, args: Readonly<Record<string, unknown>>): Promise<Task> =>
  h.taskWith(await h.ask(action, args), 'completed');

const approved = async (task: Task): Promise<Task> => {
  const approval = await h.pendingApproval(task);
  await h.decideApproval({
    actor: h.people.approver,
    approvalId: approval.id,
    verdict: 'approve',
    digest: approval.digest,
    reason: null,
    surface: 'console',
  });
  return task;
};

describe('an instance', () => {
  it('is deployed in five steps, seen in the thread, and answers', async () => {
    const task = await done('deploy', { name: 'one' });
    expect(await stepsOf(task)).toEqual(['✓ values', '✓ install', '✓ ready', '✓ handshake', '✓ register']);
    expect(await h.instance('one')).toMatchObject({
      status: 'running',
      version: '2026.9.6',
      internalUrl: expect.stringMatching(/^ws:/),
      error: null,
    });
    const { thread } = task;
    const card = async () => JSON.stringify(thread && (await h.card(thread, `task:${task.id}`)));
    await expect.poll(card, { timeout: 20_000 }).toContain('instance.step.register');
  });

  it('is stopped, started, restarted and gets a new token', async () => {
    await done('deploy', { name: 'two' });
    await done('stop', { name: 'two' });
    expect(await h.instance('two')).toMatchObject({ status: 'stopped', health: null });
    await done('start', { name: 'two' });
    expect(await h.instance('two')).toMatchObject({ status: 'running' });
    await done('restart', { name: 'two' });
    const { id } = (await h.instance('two')) ?? { id: '' };
    const before = h.gateways.seen.filter(({ instanceId }) => instanceId === id).at(-1)?.token;
    await done('rotate', { name: 'two' });
    const after = h.gateways.seen.filter(({ instanceId }) => instanceId === id).at(-1)?.token;
    expect(after).not.toBe(before);
  });

  it('leaves nothing when a step of its deploy fails, and can be deployed again under the same name', async () => {
    h.gateways.refuse({ code: 'handshake_refused', params: { step: 'rights', detail: 'no scopes' } });
    const failed = await h.taskWith(await h.ask('deploy', { name: 'three' }), 'failed');
    h.gateways.refuse(null);
    expect(failed.error).toMatchObject({ code: 'handshake_refused' });
    expect(await stepsOf(failed)).toEqual(['✓ values', '✓ install', '✓ ready', '✗ handshake', '✓ undo']);
    const row = await h.instance('three');
    expect(row).toMatchObject({ status: 'error', error: { code: 'handshake_refused' }, internalUrl: null });
    expect(h.driver.releases()).not.toContain(row?.helmRelease);
    await done('deploy', { name: 'three' });
    expect(await h.instance('three')).toMatchObject({ status: 'running', error: null });
  });

  it('says what the platform says when it never becomes ready', async () => {
    h.driver.neverReady('2026.9.1', { code: 'crash_loop', params: { restarts: 3, lines: 'bad config' } });
    const failed = await h.taskWith(await h.ask('deploy', { name: 'four', version: '2026.9.1' }), 'failed');
    expect(failed.error).toMatchObject({ code: 'crash_loop', params: { lines: 'bad config' } });
    expect(h.driver.releases()).not.toContain((await h.instance('four'))?.helmRelease);
  });

  it('is undone when it is stopped in the middle of its deploy', async () => {
    h.driver.neverReady('2026.9.2', null);
    const task = await h.ask('deploy', { name: 'five', version: '2026.9.2' });
    await h.instanceWith('five', 'provisioning');
    await expect.poll(() => stepsOf(task), { timeout: 20_000 }).toContain('✓ install');
    const release = (await h.instance('five'))?.helmRelease;
    await h.stopTask({ actor: h.people.admin, taskId: task.id, reason: null, surface: 'console' });
    await h.taskWith(task, 'cancelled');
    expect(h.driver.releases()).not.toContain(release);
    expect(await h.instance('five')).toBeNull();
  });

  it('is upgraded behind an approval, and comes back with its state when the new version does not serve', async () => {
    await done('deploy', { name: 'six' });
    const release = (await h.instance('six'))?.helmRelease ?? '';
    h.driver.write(release, 'what it knew');
    await h.taskWith(
      await approved(await h.ask('upgrade', { name: 'six', version: '2026.10.1' })),
      'completed',
    );
    expect(await h.instance('six')).toMatchObject({ status: 'running', version: '2026.10.1' });

    h.gateways.refuse({ code: 'handshake_refused', params: { step: 'action', detail: 'x' } }, '2026.11.1');
    const failed = await h.taskWith(
      await approved(await h.ask('upgrade', { name: 'six', version: '2026.11.1' })),
      'failed',
    );
    expect(failed.error).toMatchObject({ code: 'upgrade_rolled_back', params: { previous: '2026.10.1' } });
    expect(await h.instance('six')).toMatchObject({ status: 'running', version: '2026.10.1' });
    expect(h.driver.read(release)).toBe('what it knew');
  });

  it('is destroyed behind an approval, a last copy apart, and refuses what comes after', async () => {
    await done('deploy', { name: 'seven' });
    const row = await h.instance('seven');
    const task = await approved(await h.ask('destroy', { name: 'seven' }));
    const late = h.ask('restart', { name: 'seven' });
    await h.taskWith(task, 'completed');
    expect(await stepsOf(task)).toEqual(['✓ stop', '✓ snapshot', '✓ remove', '✓ verify']);
    expect(await h.instance('seven')).toBeNull();
    expect(h.driver.releases()).not.toContain(row?.helmRelease);
    expect(await h.stores.instances.secrets(h.tenantId, row?.id ?? '')).toBeNull();
    const ended = await late;
    await expect
      .poll(async () => (await h.stores.tasks.byId(h.tenantId, ended.id))?.status, { timeout: 20_000 })
      .toMatch(/failed|completed/);
  });

  it('takes ten operations at once in one order, each with one result', async () => {
    await done('deploy', { name: 'eight' });
    const tasks = await Promise.all(
      Array.from({ length: 10 }, (_, index) => h.ask(index % 2 ? 'start' : 'stop', { name: 'eight' })),
    );
    for (const task of tasks) {
      await expect
        .poll(async () => (await h.stores.tasks.byId(h.tenantId, task.id))?.status, { timeout: 60_000 })
        .toMatch(/failed|completed/);
      const ended = await h.stores.tasks.byId(h.tenantId, task.id);
      if (ended?.status === 'failed') expect(ended.error).toMatchObject({ code: 'instance_state' });
    }
    const row = await h.instance('eight');
    expect(['running', 'stopped']).toContain(row?.status);
  });

  it('is one when it is deployed twice at once', async () => {
    const tasks = await Promise.all([h.ask('deploy', { name: 'nine' }), h.ask('deploy', { name: 'nine' })]);
    const ends = await Promise.all(
      tasks.map(async ({ id }) => {
        const status = async () => (await h.stores.tasks.byId(h.tenantId, id))?.status;
        await expect.poll(status, { timeout: 30_000 }).toMatch(/failed|completed/);
        return status();
      }),
    );
    expect(ends.toSorted()).toEqual(['completed', 'failed']);
    expect(await h.instance('nine')).toMatchObject({ status: 'running' });
  });

  it('is nobody’s but an admin’s, and an agent has to ask', async () => {
    const refused = await h.taskWith(await h.ask('deploy', { name: 'ten' }, h.people.requester), 'failed');
    expect(refused.error).toMatchObject({ code: 'admin_only' });
    expect(await h.instance('ten')).toBeNull();
  });

  it('becomes ill after three checks that failed, and says when it is well again', async () => {
    await done('deploy', { name: 'eleven' });
    await expect
      .poll(async () => (await h.instance('eleven'))?.health?.healthy, { timeout: 20_000 })
      .toBe(true);
    h.gateways.refuse({ code: 'instance_unavailable', params: {} });
    const ill = await h.instanceWith('eleven', 'error');
    expect(ill.error).toMatchObject({ code: 'instance_unavailable' });
    h.gateways.refuse(null);
    await h.instanceWith('eleven', 'running');
  });
});
