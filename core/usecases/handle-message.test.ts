import { beforeEach, describe, expect, it } from 'vitest';
import { type ChatWorld, createChatWorld } from '../testing/chat-world.ts';
import { raw } from '../text.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld();
});

const last = (words: readonly string[]): string => words.at(-1) ?? '';

describe('words', () => {
  it('start a task, and everybody sees its card at once', async () => {
    const { rita, ana } = world.people;
    await world.says(rita, 'Tidy up the notes');
    for (const who of [rita, ana]) {
      expect(world.sees(who)).toEqual([
        'Tidy up the notes',
        '○ Tidy up the notes · queued · T-1\n  asked by @Rita\n  [Stop] [Details]',
      ]);
    }
    expect(await world.task()).toMatchObject({ taskType: 'general', objective: 'Tidy up the notes' });
  });

  it('start one task, however often and however late the message is delivered', async () => {
    const { rita } = world.people;
    const deliver = () => world.says(rita, 'Tidy up', { messageId: 'm1' });
    await Promise.all([deliver(), deliver(), deliver(), deliver(), deliver()]);
    await deliver();
    expect(world.gateway.tasks.size).toBe(1);
    expect([...world.gateway.tasks.values()][0]?.followUps).toEqual([]);
    await world.ends(await world.task(), 'done');
    await deliver();
    expect(world.gateway.tasks.size).toBe(1);
    expect(world.sees(rita)).toHaveLength(2);
  });

  it('go to the task that runs in the thread, from whoever writes them', async () => {
    const { rita, sam } = world.people;
    await world.says(rita, 'Tidy up');
    await world.says(sam, '@countersign: but leave the drafts');
    expect(world.gateway.tasks.size).toBe(1);
    expect([...world.gateway.tasks.values()][0]?.followUps).toMatchObject([
      { text: 'but leave the drafts', by: { displayName: 'Sam' } },
    ]);
    expect(last(world.sees(sam))).toBe('Passed on to T-1; it reads it at its next step.');
    expect(world.sees(rita).join('\n')).not.toContain('Passed on');
  });

  it('start a new task after the end, which knows what was said before', async () => {
    const { rita } = world.people;
    await world.says(rita, 'List the notes');
    await world.ends(await world.task(), 'There are 14.');
    await world.says(rita, 'And how many are drafts?');
    expect(await world.task()).toMatchObject({
      number: 2,
      objective: 'And how many are drafts?',
      context: ['List the notes', 'There are 14.'],
    });
    expect(last(world.sees(rita))).toContain('T-2');
  });

  it('start a task of their own in each thread', async () => {
    const { rita } = world.people;
    const other = await world.newThread();
    await world.says(rita, 'First');
    await world.says(rita, 'Second', { thread: other });
    expect(world.gateway.tasks.size).toBe(2);
    expect(world.sees(rita, other).join('\n')).not.toContain('First');
  });

  it('are not lost when the workflow service is away: nothing is half there, and sending again is safe', async () => {
    const { rita, ana } = world.people;
    world.gateway.goAway();
    await world.says(rita, 'Tidy up', { messageId: 'm1' });
    expect(last(world.sees(rita))).toMatch(
      /^The service that runs tasks is not answering.*\n\[\*Send it again\*\]$/,
    );
    expect(world.sees(ana)).toEqual(['Tidy up']);
    expect((await world.stores.tasks.list(rita.tenantId, { limit: 5 })).items).toEqual([]);
    await world.clicks(rita, 'resend', 'm1');
    expect(last(world.sees(rita))).toContain('The service that runs tasks is not answering');
    world.gateway.comeBack();
    await world.clicks(rita, 'resend', 'm1');
    await world.clicks(rita, 'resend', 'm1');
    expect(world.gateway.tasks.size).toBe(1);
    expect(world.sees(rita)).toEqual(['Tidy up', 'Sent again.', expect.stringContaining('T-1')]);
  });

  it('that nobody can take while the records are away are refused, and can be sent again', async () => {
    const { rita } = world.people;
    world.stores.goAway();
    await world.says(rita, 'Tidy up', { messageId: 'm1' });
    expect(last(world.sees(rita))).toContain('The records can’t be reached right now.');
    world.stores.comeBack();
    await world.clicks(rita, 'resend', 'm1');
    expect(world.gateway.tasks.size).toBe(1);
  });

  it('fail to arrive when the chat itself is away, and then nothing is started', async () => {
    world.chat.goAway();
    await expect(world.says(world.people.rita, 'Tidy up')).rejects.toMatchObject({
      code: 'chat_unavailable',
    });
    expect(world.gateway.tasks.size).toBe(0);
  });
});

describe('commands', () => {
  it('run a runbook with typed arguments, written as a command or to the bot', async () => {
    const { rita } = world.people;
    await world.says(rita, '/run archive-old-files older_than_days=30 dry=true pattern="old notes"');
    expect(await world.task()).toMatchObject({
      taskType: 'runbook',
      runbook: 'archive-old-files',
      arguments: { older_than_days: 30, dry: true, pattern: 'old notes' },
    });
    await world.says(rita, '@countersign run files.read_file path=a.md', {
      thread: await world.newThread(),
    });
    expect(await world.task()).toMatchObject({ taskType: 'action', runbook: 'files.read_file' });
  });

  it('give a task its agent, group and priority, and name an unknown one', async () => {
    const { rita } = world.people;
    await world.says(rita, '/task Tidy up priority:high');
    expect(await world.task()).toMatchObject({ objective: 'Tidy up', priority: 'high' });
    await world.says(rita, '/task Tidy up agent:nobody', { thread: await world.newThread() });
    expect(world.gateway.tasks.size).toBe(1);
  });

  it('with a typo are answered with the right form, and a button that runs it', async () => {
    const { rita, ana } = world.people;
    const messageId = await world.says(rita, '  /run workspace-reprot ');
    expect(last(world.sees(rita))).toBe(
      'There is no runbook named workspace-reprot. Nothing was started. /help lists the runbooks. ' +
        'Did you mean /run workspace-report?\n[*Run that*]',
    );
    expect(world.sees(ana)).toHaveLength(1);
    await world.clicks(rita, 'run_suggestion', messageId);
    await world.clicks(rita, 'run_suggestion', messageId);
    expect(world.gateway.tasks.size).toBe(1);
    expect(await world.task()).toMatchObject({ runbook: 'workspace-report' });
  });

  it.each([
    ['/runn workspace-report', 'I don’t know /runn.', 'Did you mean /run workspace-report?'],
    ['/task Tidy priority:hgih', 'There is no priority “hgih”.', 'Did you mean /task Tidy priority:high?'],
    ['/run files.raed_file path=a', 'There is no action named files.raed_file.', 'files.read_file path=a?'],
    ['/xyzzy', 'I don’t know /xyzzy.', '/help'],
    ['/run', 'What should run?', '/help'],
    ['/task', 'What should be done?', '/task Tidy'],
    ['/run site-check', 'site-check needs url.', '/run site-check url=…'],
    ['/run site-check https://example.org', 'key=value', '/run site-check url=…'],
    ['/run files.delete_file path=a', 'files.delete_file is switched off here', 'An admin'],
    ['/trace', 'Which task?', '/trace T-12'],
    ['/trace the-first', 'I can’t read “the-first”', '/trace T-12'],
    ['/trace T-9', 'There is no task T-9', '/tasks'],
    ['/stop', 'No task runs in this thread', '/stop'],
    ['/stop 9', 'There is no task T-9', '/tasks'],
  ])('%s: says what is wrong, privately, and starts nothing', async (line, problem, help) => {
    const { rita, ana } = world.people;
    await world.says(rita, line);
    expect(last(world.sees(rita))).toContain(problem);
    expect(last(world.sees(rita))).toContain(help);
    expect(world.sees(ana)).toEqual([line]);
    expect(world.gateway.tasks.size).toBe(0);
  });

  it('stop the task of the thread, or one by its number', async () => {
    const { rita, ana, sam } = world.people;
    await world.says(rita, 'Tidy up');
    await world.says(sam, '/stop');
    expect(last(world.sees(sam))).toContain('Your role does not allow that');
    await world.says(rita, '/stop');
    expect(last(world.sees(rita))).toBe('T-1 is being stopped.');
    await world.says(ana, '/stop T-1', { thread: await world.newThread() });
    const [running] = world.gateway.tasks.values();
    expect(running?.stops.map(({ by }) => by.displayName)).toEqual(['Rita', 'Ana']);
    await world.ends(await world.task(), '');
    await world.says(rita, '/stop 1');
    expect(last(world.sees(rita))).toContain('T-1 has ended already');
  });
});

describe('what was around the words', () => {
  const context = ['notes.md: buy milk'];

  it('reaches a new task', async () => {
    await world.says(world.people.rita, 'Sum this up', { context });
    expect((await world.task()).context).toEqual(context);
    await world.says(world.people.rita, '/task Sum this up', { context, thread: await world.newThread() });
    expect((await world.task()).context).toEqual(context);
  });

  it('reaches the running task with the words, and the one that follows it', async () => {
    const { rita } = world.people;
    await world.says(rita, 'Tidy up');
    await world.says(rita, 'These, too', { context });
    const [running] = world.gateway.tasks.values();
    expect(running?.followUps).toMatchObject([{ text: 'These, too\n\nnotes.md: buy milk' }]);
    await world.ends(await world.task(), 'Done.');
    await world.says(rita, 'And now?', { context });
    expect((await world.task()).context).toEqual(['Tidy up', 'Done.', ...context]);
  });
});

describe('a code for another chat', () => {
  const CODE = /Your code is ([A-Z0-9]{10})\. .* before Mon 10:30/;
  const slack = { platform: 'slack', workspaceId: 'T1' } as const;

  it('is shown to its owner alone, and links', async () => {
    const { rita, ana } = world.people;
    await world.says(rita, '/link');
    const code = CODE.exec(last(world.sees(rita)))?.[1] ?? '';
    expect(world.sees(ana)).toEqual(['/link']);
    expect(await world.linkPerson.redeem(rita.tenantId, slack, 'U1', code)).toMatchObject({
      displayName: 'Rita',
    });
  });

  it('that was written where all can read it is worth nothing any more', async () => {
    const { rita, sam } = world.people;
    await world.says(rita, '/link');
    const code = CODE.exec(last(world.sees(rita)))?.[1] ?? '';
    await world.says(rita, `/link ${code}`);
    expect(last(world.sees(rita))).toContain('Everybody here could read this one');
    await expect(world.linkPerson.redeem(sam.tenantId, slack, 'U2', code)).rejects.toMatchObject({
      code: 'link_code_invalid',
    });
  });

  it('is not for somebody who is known there', async () => {
    const { rita } = world.people;
    await world.says(rita, '/link', { platform: 'slack' });
    expect(last(world.sees(rita))).toContain('here you are Rita');
  });
});

describe('commands that only look', () => {
  it('list tasks, ten at a time, newest first, seen by nobody else', async () => {
    const { rita, ana } = world.people;
    for (let count = 1; count <= 12; count += 1) {
      await world.says(rita, `Task ${count}`, { thread: await world.newThread() });
    }
    await world.says(rita, '/tasks');
    const list = last(world.sees(rita));
    expect(list.split('\n').filter((line) => line.includes('queued'))).toHaveLength(10);
    expect(list).toMatch(/T-12 · Task 12 · queued · Mon 10:15 · asked by @Rita · \[Stop\]/);
    expect(list).not.toContain('T-2 ');
    expect(list).toContain('[Older]');
    expect(world.sees(ana)).toEqual(['/tasks']);
  });

  it('show the next page in answer to its button', async () => {
    const { rita } = world.people;
    for (let count = 1; count <= 12; count += 1) {
      await world.says(rita, `Task ${count}`, { thread: await world.newThread() });
    }
    const first = await world.stores.tasks.list(rita.tenantId, { limit: 10 });
    await world.clicks(rita, 'next_page', `tasks:${first.nextCursor}`);
    const list = last(world.sees(rita));
    expect(list).toContain('T-2 · Task 2');
    expect(list).toContain('T-1 · Task 1');
    expect(list).not.toContain('T-3 ');
    expect(list).not.toContain('[Older]');
  });

  it('list what waits for an answer, and for whom', async () => {
    const { rita, ana } = world.people;
    await world.says(ana, '/approvals');
    expect(last(world.sees(ana))).toContain('Nothing waits for an approval.');
    await world.asks();
    await world.says(ana, '/approvals');
    expect(last(world.sees(ana))).toContain(
      'A-1 · files.write_file → report.md · for @approvers or @admins · medium risk',
    );
    await world.says(rita, '/approvals');
    expect(last(world.sees(rita))).toContain('you asked for it, so somebody else decides');
  });

  it('show every step of a task, also of one that waits', async () => {
    const { rita } = world.people;
    await world.says(rita, '/run workspace-report');
    const { id } = await world.task();
    const at = world.clock.now().toISOString();
    const call = { agentId: null, durationMs: 120, at };
    await world.stores.tasks.record(
      rita.tenantId,
      id,
      [
        ...Array.from({ length: 12 }, (_, index) => ({
          ...call,
          stepOrder: index + 1,
          stepType: 'skill_call' as const,
          details: { skill: 'files', action: 'read_file', ok: true, summary: raw(`${index + 1}.md`) },
        })),
        {
          ...call,
          stepOrder: 13,
          stepType: 'approval_requested',
          durationMs: null,
          details: { skill: 'files', action: 'write_file' },
        },
      ],
      { status: 'waiting_input' },
    );
    await world.says(rita, '/trace T-1');
    const trace = last(world.sees(rita));
    for (let count = 1; count <= 12; count += 1)
      expect(trace).toContain(`files.read_file   ${count}.md   0.1 s`);
    expect(trace).toContain('⏸ files.write_file: approval asked for');
  });

  it('help each person with what they can do here, and with examples that work here', async () => {
    const { rita, ana } = world.people;
    await world.says(rita, '/help');
    const help = last(world.sees(rita));
    expect(help).toContain('stop your own');
    expect(help).toContain('/run site-check url=https://example.org');
    for (const example of help.match(/\/run [^\s]+( \w+=\S+)?/g)?.slice(0, 3) ?? []) {
      await world.says(rita, example, { thread: await world.newThread() });
    }
    expect(world.gateway.tasks.size).toBe(3);
    await world.says(ana, '@countersign help');
    expect(last(world.sees(ana))).toContain('approve or reject what others asked for');
  });
});
