import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatText } from '../../../core/messages/format.ts';
import type { TaskRequest } from '../../../core/task.ts';
import { text } from '../../../core/text.ts';
import { type IntakeHarness, startIntakeHarness } from '../testing/intake-harness.ts';
import { CONTEXT_LIMITS } from './context.ts';

let here: IntakeHarness;
beforeEach(async () => {
  here = await startIntakeHarness();
  await here.member('Anna', 'requester', 'anna');
  await here.member('Ben', 'approver', 'ben');
});
afterEach(() => here.stop());

const sentence = (key: Parameters<typeof text>[0], params = {}): string =>
  formatText(text(key, params), { locale: 'en', timeZone: 'UTC' });
const general = (): string => here.world.channels.general;
const toBot = (words: string): string => `<@${here.world.botUserId}> ${words}`;

const RUN = 'run workspace-report';

/** What the workflow of the newest task was given. */
const newest = async (): Promise<TaskRequest> => {
  await here.settled();
  const request = [...here.gateway.tasks.values()].at(-1)?.request;
  if (!request) throw new Error('no task was started');
  return request;
};
const started = async (): Promise<number> => {
  await here.settled();
  return here.gateway.tasks.size;
};
const contextOf = (request: TaskRequest): string => (request.context ?? []).join('\n');

describe('the home tab', () => {
  it('has what waits for a member, and their tasks', async () => {
    const { ben, anna } = here.people;
    await anna.command('run', 'workspace-report', general());
    const thread = await here.thread(general(), '17.1');
    await here.asks(thread);
    await here.settled();
    await ben.openHome();
    const home = await ben.home(sentence('slack.home.waiting'));
    expect(home.text).toMatch(/A-1/);
    expect(home.text).not.toMatch(/Workspace report/);
    await anna.openHome();
    const own = await anna.home(sentence('slack.home.running'));
    expect(own.text).toMatch(/Workspace report/);
    expect(own.text).not.toMatch(/A-1/);
  });

  it('says to a stranger and a guest how to be known, and nothing of the organization', async () => {
    const { dave, anna } = here.people;
    await anna.command('run', 'workspace-report', general());
    await here.settled();
    await dave.openHome();
    expect((await dave.home()).text).toContain(sentence('slack.home.stranger'));
    here.world.setUser(anna.userId, { is_restricted: true });
    await here.world.events.send({ type: 'user_change', user: { id: anna.userId } });
    await anna.openHome();
    const home = await anna.home(sentence('slack.home.stranger'));
    expect(home.text).not.toMatch(/Workspace report/);
  });
});

describe('the assistant pane', () => {
  it('greets a member by name and offers what can be done', async () => {
    const { anna } = here.people;
    const { channel, threadTs, pane } = await anna.openAssistant();
    await here.settled();
    await anna.sees(channel, threadTs, sentence('slack.assistant.greeting', { name: 'Anna' }));
    const messages = pane().prompts.map(({ message }) => message);
    expect(messages).toContain('/run workspace-report');
    expect(messages.length).toBeLessThanOrEqual(4);
    expect(messages.every((message) => message.length > 0)).toBe(true);
    await anna.say(channel, 'look at the site', { threadTs });
    expect(await newest()).toMatchObject({ objective: 'look at the site' });
    expect(pane().title).toBe('look at the site');
  });

  it('says to a stranger how to be known, and offers nothing', async () => {
    const { channel, threadTs, pane } = await here.people.dave.openAssistant();
    await here.settled();
    await here.people.dave.sees(channel, threadTs, sentence('error.not_linked'));
    expect(pane().prompts).toEqual([]);
  });
});

describe('a message’s menu', () => {
  it('opens a form with the message’s words, and starts the task in its thread, with the thread', async () => {
    const { anna, ben } = here.people;
    const ts = await ben.say(general(), 'the site is <slow> & odd');
    await ben.say(general(), 'since this morning', { threadTs: ts });
    await here.world.as(here.world.botToken, 'chat.postMessage', {
      channel: general(),
      thread_ts: ts,
      text: 'what we said ourselves',
    });
    await anna.messageShortcut('run_as_task', general(), ts);
    const form = await anna.modal();
    const field = form.fields.find(({ actionId }) => actionId === 'objective');
    expect(field).toBeDefined();
    expect(JSON.stringify(form.raw)).toContain('the site is <slow> & odd');
    expect(form.fields.map(({ actionId }) => actionId)).not.toContain('channel');
    await anna.submit(form, { objective: 'find out why' });
    const request = await newest();
    expect(request.objective).toBe('find out why');
    expect(contextOf(request)).toMatch(/the site is <slow> & odd[\s\S]*since this morning/);
    expect(contextOf(request)).not.toContain('what we said ourselves');
    await anna.sees(general(), ts, 'find out why');
    expect(anna.modals()).toEqual([]);
    // The same form again is the same deed.
    await anna.repeat();
    expect(await started()).toBe(1);
  });

  it('gives the files of the message, too', async () => {
    const { anna, ben } = here.people;
    const files = [{ name: 'site.txt', content: 'GET / took 9 s' }];
    const ts = await ben.say(general(), 'the site is slow', { files });
    await anna.messageShortcut('run_as_task', general(), ts);
    await anna.submit(await anna.modal(), { objective: 'find out why' });
    expect(contextOf(await newest())).toMatch(
      /the site is slow[\s\S]*File "site\.txt"[\s\S]*GET \/ took 9 s/,
    );
  });

  it('gives the newest of a long thread', async () => {
    const { anna } = here.people;
    const ts = await anna.say(general(), 'the first words');
    for (let index = 0; index < CONTEXT_LIMITS.messages + 3; index += 1) {
      await anna.say(general(), `more ${index}`, { threadTs: ts });
    }
    await anna.messageShortcut('run_as_task', general(), ts);
    await anna.submit(await anna.modal(), { objective: 'sum it up' });
    const { context = [] } = await newest();
    expect(context).toHaveLength(CONTEXT_LIMITS.messages);
    expect(context.at(-1)).toContain(`more ${CONTEXT_LIMITS.messages + 2}`);
    expect(context.join()).not.toContain('the first words');
  });

  it('works in a channel the bot is not in: the task has no thread to read', async () => {
    const { anna } = here.people;
    const { random } = here.world.channels;
    const ts = await anna.say(random, 'the site is slow');
    here.world.faults.always('conversations.replies', { error: 'not_in_channel' });
    await anna.messageShortcut('run_as_task', random, ts);
    await anna.submit(await anna.modal(), { objective: 'find out why' });
    expect(contextOf(await newest())).toContain('could not be read');
    expect(await here.chatStores.inbox.abandoned('slack', { leaseMs: 1, limit: 9, maxAttempts: 9 })).toEqual(
      [],
    );
  });

  it('is for those who are known: a stranger gets no form', async () => {
    const { dave } = here.people;
    const ts = await dave.say(general(), 'words');
    await dave.messageShortcut('run_as_task', general(), ts);
    await here.settled();
    expect(dave.modals()).toEqual([]);
    const answer = await dave.read(general());
    expect(answer.filter(({ onlyYou }) => onlyYou)).toMatchObject([
      { text: expect.stringContaining(sentence('error.not_linked')) },
    ]);
  });

  it('says that a form came too late, once and for good', async () => {
    const { anna } = here.people;
    const ts = await anna.say(general(), 'words');
    here.world.faults.next('views.open', { error: 'expired_trigger_id' });
    expect(await anna.messageShortcut('run_as_task', general(), ts)).toMatchObject({ status: 200 });
    await here.settled();
    await here.intake.sweep();
    const late = (await anna.read(general())).filter(({ onlyYou }) => onlyYou);
    const inThread = (await anna.read(general(), ts)).filter(({ onlyYou }) => onlyYou);
    expect([...late, ...inThread]).toMatchObject([{ text: expect.stringContaining('came too late') }]);
    expect(here.world.calls('views.open')).toHaveLength(1);
  });
});

describe('a shortcut from anywhere', () => {
  it('asks where to show the task', async () => {
    const { anna } = here.people;
    await anna.globalShortcut('new_task');
    await anna.submit(await anna.modal(), {
      objective: 'look at the site',
      channel: general(),
      priority: 'high',
    });
    expect(await newest()).toMatchObject({ objective: 'look at the site', priority: 'high' });
    await anna.sees(general(), null, 'look at the site');
  });

  it('shows it directly to who asked when no place was chosen', async () => {
    const { anna } = here.people;
    await anna.globalShortcut('new_task');
    const form = await anna.modal();
    const values = { objective: { objective: { type: 'plain_text_input', value: 'look at the site' } } };
    await here.bring({
      type: 'view_submission',
      team: { id: here.world.teamId },
      user: { id: anna.userId, team_id: here.world.teamId },
      trigger_id: '1.2.form',
      view: { ...form.raw, state: { values } },
    });
    expect(await newest()).toMatchObject({ objective: 'look at the site' });
    await anna.sees(await anna.direct(), null, 'look at the site');
  });
});

describe('files', () => {
  const ask = async (files: readonly { name: string; content: string | Uint8Array }[]): Promise<string> => {
    await here.people.anna.say(general(), toBot('sum these up'), { files });
    return contextOf(await newest());
  };

  it('reach the task as words', async () => {
    const context = await ask([{ name: 'notes.txt', content: 'the content' }]);
    expect(context).toMatch(/File "notes\.txt" .*:\nthe content/);
  });

  it('are cut where they are long, and what is no text is only named', async () => {
    const long = 'x'.repeat(CONTEXT_LIMITS.bytes + 100);
    const context = await ask([
      { name: 'long.txt', content: long },
      { name: 'photo.png', content: new Uint8Array([0, 255, 7]) },
    ]);
    expect(context).toContain(`(the first ${CONTEXT_LIMITS.bytes} bytes of ${long.length})`);
    expect(context.length).toBeLessThan(CONTEXT_LIMITS.bytes + 1_000);
    expect(context).toMatch(/File "photo\.png" .*: its content is not text and was not read\./);
  });

  it('are as many as fit, and the rest is counted', async () => {
    const names = Array.from({ length: CONTEXT_LIMITS.files + 2 }, (_, index) => `n${index}.txt`);
    const context = await ask(names.map((name) => ({ name, content: name })));
    expect(context.match(/^File /gm)).toHaveLength(CONTEXT_LIMITS.files);
    expect(context).toContain('2 more files were not read.');
  });
});

describe('a thread', () => {
  it('takes words for its running task, and leaves people alone when it has ended', async () => {
    const { anna, ben } = here.people;
    const ts = await anna.say(general(), toBot('look at the site'));
    expect(await started()).toBe(1);
    await anna.say(general(), 'and at the other one', { threadTs: ts });
    await here.settled();
    const [task] = await here.tasks();
    if (!task) throw new Error('no task');
    const followUps = () => here.gateway.tasks.get(task.workflowId)?.followUps ?? [];
    expect(followUps()).toMatchObject([{ text: 'and at the other one' }]);
    await here.ends(task);
    const before = (await ben.read(general(), ts)).filter(({ by }) => by === null).length;
    await ben.say(general(), 'thanks, all!', { threadTs: ts });
    expect(await started()).toBe(1);
    expect((await ben.read(general(), ts)).filter(({ by }) => by === null)).toHaveLength(before);
    await ben.say(general(), toBot('once more please'), { threadTs: ts });
    expect(await started()).toBe(2);
  });

  it('of people alone is theirs', async () => {
    const { anna, ben } = here.people;
    const ts = await anna.say(general(), 'lunch?');
    await ben.say(general(), RUN, { threadTs: ts });
    await ben.say(general(), `<@${anna.userId}> run workspace-report`);
    expect(await started()).toBe(0);
    expect((await ben.read(general(), ts)).filter(({ by }) => by === null)).toEqual([]);
  });
});

describe('nothing comes of', () => {
  const said = () => ({ user: here.people.anna.userId, channel: general(), channel_type: 'channel' });
  it.each<[string, () => Record<string, unknown>]>([
    ['an edit', () => ({ subtype: 'message_changed', message: { ...said(), text: toBot(RUN) } })],
    ['an edited message', () => ({ text: toBot(RUN), edited: { user: 'U1', ts: '1.1' } })],
    ['a deletion', () => ({ subtype: 'message_deleted', previous_message: { text: toBot(RUN) } })],
    ['somebody who joins', () => ({ subtype: 'channel_join', text: `${toBot('')} has joined` })],
    ['another bot', () => ({ subtype: 'bot_message', bot_id: 'B9', text: toBot(RUN) })],
    ['a program that writes as a person', () => ({ bot_id: 'B9', text: toBot(RUN) })],
    ['our own words', () => ({ user: here.world.botUserId, bot_id: 'B0', text: toBot(RUN) })],
    ['a kind nobody knows yet', () => ({ subtype: 'of_next_year', text: toBot(RUN) })],
  ])('%s', async (_what, fields) => {
    const calls = here.world.calls('chat.postMessage').length;
    await here.world.events.send({ type: 'message', ...said(), ts: '17.7', ...fields() });
    expect(await started()).toBe(0);
    expect(here.world.calls('chat.postMessage')).toHaveLength(calls);
  });
});

describe('a deed', () => {
  it('is done once, however often and however it comes', async () => {
    await here.people.anna.say(general(), toBot(RUN));
    await here.settled();
    await here.world.redeliver({ sameId: true });
    await here.world.redeliver();
    await Promise.all([here.world.redeliver(), here.world.redeliver()]);
    expect(await started()).toBe(1);
  });

  it('is kept while the service is away, and done when it is back; its writer is told once', async () => {
    const { anna } = here.people;
    here.gateway.goAway();
    const message = {
      type: 'event_callback',
      team_id: here.world.teamId,
      event: { type: 'message', user: anna.userId, channel: general(), text: toBot(RUN), ts: '17.8' },
    };
    for (const type of ['message', 'app_mention', 'message']) {
      const event = { ...message.event, type };
      expect(await here.bring({ ...message, event })).toMatchObject({ status: 503 });
    }
    await here.intake.sweep();
    expect(await started()).toBe(0);
    const told = (await anna.read(general())).filter(({ onlyYou }) => onlyYou);
    expect(told).toMatchObject([{ text: expect.stringContaining(sentence('slack.kept')) }]);
    here.gateway.comeBack();
    const swept = async (): Promise<number> => {
      await here.intake.sweep();
      return started();
    };
    await expect.poll(swept, { timeout: 5_000 }).toBe(1);
    await here.intake.sweep();
    await here.bring(message);
    expect(await started()).toBe(1);
  });

  it('that finds a dead token takes the workspace off, and waits for it to come back', async () => {
    here.world.revoke();
    const command = {
      command: '/run',
      text: 'workspace-report',
      team_id: here.world.teamId,
      user_id: here.people.anna.userId,
      channel_id: general(),
      trigger_id: '1.2.z',
    };
    expect(await here.bring(command)).toMatchObject({ status: 503 });
    await here.settled();
    expect(await here.chatStores.installations.list(here.tenantId)).toMatchObject([{ status: 'revoked' }]);
  });
});
