import { beforeEach, describe, expect, it } from 'vitest';
import { type ChatWorld, createChatWorld } from '../testing/chat-world.ts';
import { toWordsRef } from '../words-ref.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld();
});

const last = (words: readonly string[]): string => words.at(-1) ?? '';

describe('words to us by name', () => {
  const toUs = { platform: 'slack', mentioned: true } as const;

  it.each<[string, object]>([
    ['run workspace-report', { runbook: 'workspace-report' }],
    ['task Tidy up priority:high', { objective: 'Tidy up', priority: 'high' }],
    ['/run workspace-report', { runbook: 'workspace-report' }],
    ['run the tests and tell me what failed', { objective: 'run the tests and tell me what failed' }],
    ['help me with the invoices', { objective: 'help me with the invoices' }],
    ['stop the machines in hall two', { objective: 'stop the machines in hall two' }],
    ['link the two reports', { objective: 'link the two reports' }],
    ['member fees are due, remind them', { objective: 'member fees are due, remind them' }],
    ['Tidy up', { objective: 'Tidy up' }],
  ])('%s', async (words, task) => {
    await world.says(world.people.rita, words, toUs);
    expect(await world.task()).toMatchObject(task);
  });

  it.each([
    ['run workspace-reprot', 'Did you mean /run workspace-report?'],
    ['run site-check https://example.org', 'key=value'],
    ['run', 'What should run?'],
    ['trace', 'Which task?'],
    ['stop everything', 'I can’t read “everything”'],
    ['help', 'What I can do for you here'],
    ['help!', 'Did you mean /help?'],
    ['member list', 'Your role does not allow that'],
  ])('%s: is a command like any other', async (words, answer) => {
    await world.says(world.people.rita, words, toUs);
    expect(last(world.sees(world.people.rita))).toContain(answer);
    expect(world.gateway.tasks.size).toBe(0);
  });

  it('run what was meant, or again, as they were said', async () => {
    const { rita } = world.people;
    const messageId = await world.says(rita, 'run workspace-reprot', toUs);
    await world.clicks(rita, 'run_suggestion', messageId);
    expect(await world.task()).toMatchObject({ runbook: 'workspace-report' });
    const other = await world.newThread();
    world.gateway.goAway();
    await world.says(rita, 'run site-check url=x', { ...toUs, thread: other, messageId: 'm2' });
    world.gateway.comeBack();
    await world.clicks(rita, 'resend', 'm2', { thread: other });
    expect(await world.task()).toMatchObject({ runbook: 'site-check' });
  });

  it('run what was meant where it was said, also from an answer that came elsewhere', async () => {
    const { rita } = world.people;
    const channel = await world.newThread();
    const messageId = await world.says(rita, 'run workspace-reprot', { ...toUs, thread: channel });
    const direct = await world.newThread();
    await world.clicks(rita, 'run_suggestion', toWordsRef(channel, messageId), { thread: direct });
    expect(await world.task()).toMatchObject({ runbook: 'workspace-report', thread: channel });
  });

  it('are words alone without our name', async () => {
    await world.says(world.people.rita, 'run workspace-report');
    expect(await world.task()).toMatchObject({ taskType: 'general', objective: 'run workspace-report' });
  });
});
