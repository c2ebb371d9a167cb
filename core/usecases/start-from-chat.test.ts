import { beforeEach, describe, expect, it } from 'vitest';
import type { ThreadRef } from '../task.ts';
import { type ChatWorld, createChatWorld } from '../testing/chat-world.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld();
});

const last = (words: readonly string[]): string => words.at(-1) ?? '';

describe('in a place without a thread', () => {
  const threadOf = async (): Promise<ThreadRef> => {
    const { thread } = await world.task();
    if (!thread) throw new Error('the task has no thread');
    return thread;
  };

  it.each(['Tidy up', '/task Tidy up'])('%s gets a thread of its own', async (words) => {
    const { rita, ana } = world.people;
    const thread = await world.place();
    await Promise.all([1, 2, 3].map(() => world.says(rita, words, { thread, messageId: 'm1' })));
    expect(world.gateway.tasks.size).toBe(1);
    const opened = await threadOf();
    expect(opened).toMatchObject({ channelId: thread.channelId, threadKey: 'm1' });
    expect(world.sees(ana, opened)).toEqual([expect.stringContaining('○ Tidy up · queued · T-1')]);
    await world.says(rita, 'Another one', { thread });
    expect(world.gateway.tasks.size).toBe(2);
    expect([...world.gateway.tasks.values()].flatMap(({ followUps }) => followUps)).toEqual([]);
  });

  it('opens none for what is not valid', async () => {
    const { rita } = world.people;
    const thread = await world.place();
    await world.says(rita, '/task Tidy up agent:nobody', { thread });
    expect(last(world.sees(rita, thread))).toContain('There is no agent named nobody');
    await world.says(rita, '/run workspace-reprot', { thread });
    expect(last(world.sees(rita, thread))).toContain('Did you mean');
    expect(world.opened()).toEqual([]);
  });

  it('says in the thread why a task was not started, and takes that back', async () => {
    const { rita, ana } = world.people;
    const thread = await world.place();
    world.gateway.goAway();
    await world.says(rita, '/task Tidy up', { thread, messageId: 'm1' });
    const [opened] = world.opened();
    if (!opened) throw new Error('no thread was opened');
    expect(world.sees(ana, opened)).toEqual([
      expect.stringMatching(/^✗ This was not started: The service that runs tasks is not answering/),
    ]);
    expect(last(world.sees(rita, thread))).toContain('[*Send it again*]');
    world.gateway.comeBack();
    await world.clicks(rita, 'resend', 'm1', { thread });
    expect(world.sees(ana, opened)).toEqual(['○ Sent again.', expect.stringContaining('T-1')]);
    expect(world.opened()).toHaveLength(1);
  });

  it('leaves to the next delivery what a service that is away did not take, where there is one', async () => {
    const patient = await createChatWorld({ passing: 'throw' });
    const thread = await patient.place();
    const deliver = () => patient.says(patient.people.rita, 'Tidy up', { thread, messageId: 'm1' });
    patient.gateway.goAway();
    await expect(deliver()).rejects.toMatchObject({ code: 'workflow_service_unavailable' });
    await expect(deliver()).rejects.toMatchObject({ code: 'workflow_service_unavailable' });
    expect(patient.sees(patient.people.rita, thread)).toEqual(['Tidy up']);
    patient.gateway.comeBack();
    await deliver();
    const [opened, ...others] = patient.opened();
    expect(others).toEqual([]);
    expect(patient.sees(patient.people.ana, opened)).toEqual([expect.stringContaining('T-1')]);
    await patient.says(patient.people.rita, '/task x agent:nobody', { thread });
    expect(patient.sees(patient.people.rita, thread).at(-1)).toContain('There is no agent named nobody');
  });

  it('answers there, privately, what only looks', async () => {
    const { rita, ana } = world.people;
    const thread = await world.place();
    for (const [line, answer] of [
      ['/tasks', 'No tasks yet'],
      ['/help', 'What I can do for you here'],
      ['/stop', 'write its number'],
      ['/stop T-9', 'There is no task T-9'],
    ] as const) {
      await world.says(rita, line, { thread });
      expect(last(world.sees(rita, thread))).toContain(answer);
      expect(last(world.sees(ana, thread))).toBe(line);
    }
    await world.says(rita, '/task Tidy up', { thread });
    await world.says(rita, '/stop 1', { thread });
    expect(last(world.sees(rita, thread))).toBe('T-1 is being stopped.');
  });
});
