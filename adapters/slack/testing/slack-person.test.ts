import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSlackPerson, type SlackPerson } from './slack-person.ts';
import { type SlackWorld, startSlackWorld } from './slack-world.ts';
import { clientOf, startTinyApp } from './tiny-app.ts';

let world: SlackWorld;
let app: Awaited<ReturnType<typeof startTinyApp>>;
const client = () => clientOf(world);
const person = (name: keyof SlackWorld['people']): SlackPerson =>
  createSlackPerson(world, world.people[name], { http: app.url });

beforeEach(async () => {
  world = await startSlackWorld();
  app = await startTinyApp();
  world.deliverTo(app.url);
});
afterEach(async () => {
  await world.stop();
  app.stop();
});

const button = (label: string, value: string) => ({
  type: 'button' as const,
  action_id: 'approve',
  value,
  text: { type: 'plain_text' as const, text: label },
});

it('see what is for them alone, and nobody else does', async () => {
  const { general } = world.channels;
  const ts = await person('anna').say(general, 'a thread');
  await client().chat.postEphemeral({
    channel: general,
    user: world.people.ben.userId,
    thread_ts: ts,
    text: 'psst',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*Hi* <@${world.people.ben.userId}> &lt;b&gt;` } },
      { type: 'actions', block_id: 'b1', elements: [button('Run it', 'v1')] },
    ],
  });
  const seen = await person('ben').sees(general, ts, 'Hi @Ben Okafor <b>');
  expect(seen).toMatchObject({ by: null, onlyYou: true, buttons: [{ label: 'Run it', value: 'v1' }] });
  expect(await person('anna').read(general, ts)).toMatchObject([
    { text: 'a thread', by: world.people.anna.userId },
  ]);
  expect(world.problems()).toMatchObject([{ method: 'chat.postEphemeral' }]);
  const answer = await person('ben').click(seen, 'Run it');
  expect(answer.status).toBe(200);
  const { payload } = Object.fromEntries(new URLSearchParams(app.taken.at(-1)?.body ?? ''));
  const sent = JSON.parse(payload ?? '{}') as Record<string, unknown> & { response_url: string };
  expect(sent).toMatchObject({
    type: 'block_actions',
    user: { id: world.people.ben.userId, team_id: world.teamId },
    container: { is_ephemeral: true, thread_ts: ts },
    actions: [{ action_id: 'approve', block_id: 'b1', value: 'v1' }],
  });
  expect(sent.message).toBeUndefined();
  const done = JSON.stringify({ replace_original: true, text: 'done' });
  await fetch(sent.response_url, { method: 'POST', body: done });
  expect((await person('ben').read(general, ts)).map(({ text }) => text)).toEqual(['a thread', 'done']);
});

it('share files, which the app can read', async () => {
  const { general } = world.channels;
  const files = [{ name: 'notes.txt', content: 'the content' }];
  const ts = await person('anna').say(general, 'see here', { files });
  await world.events.idle();
  const shared = app.events().find(({ event }) => event.subtype === 'file_share');
  const [file] = (shared?.event.files ?? []) as { url_private: string }[];
  const got = await fetch(String(file?.url_private), {
    headers: { authorization: `Bearer ${world.botToken}` },
  });
  expect(await got.text()).toBe('the content');
  const [seen] = await person('ben').read(general);
  expect(seen).toMatchObject({ ts, text: 'see here' });
  expect(seen && (await person('ben').readFile(seen, 'notes.txt'))).toBe('the content');
});

it('fill in the form that opens after their command, and see what is wrong with it', async () => {
  const carla = person('carla');
  await carla.command('run', 'a b', world.channels.general);
  const asked = Object.fromEntries(new URLSearchParams(app.taken.at(-1)?.body ?? ''));
  expect(asked).toMatchObject({ command: '/run', text: 'a b', user_id: carla.userId });
  const reason = { type: 'plain_text_input' as const, action_id: 'reason' };
  await client().views.open({
    trigger_id: String(asked.trigger_id),
    view: {
      type: 'modal',
      callback_id: 'form',
      title: { type: 'plain_text', text: 'Reject A-5' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        { type: 'input', block_id: 'r', label: { type: 'plain_text', text: 'Why not?' }, element: reason },
      ],
    },
  });
  const form = await carla.modal('Why not?');
  expect(form).toMatchObject({ title: 'Reject A-5', submit: 'Send', fields: [{ actionId: 'reason' }] });
  expect(person('ben').modals()).toEqual([]);
  app.answers.push({ status: 200, body: '{"response_action":"errors","errors":{"r":"too short"}}' });
  expect((await carla.submit(form, { reason: 'no' })).body).toMatchObject({ errors: { r: 'too short' } });
  expect(carla.modals()).toHaveLength(1);
  await carla.submit(form, { reason: 'because' });
  expect(carla.modals()).toEqual([]);
  const { payload } = Object.fromEntries(new URLSearchParams(app.taken.at(-1)?.body ?? ''));
  expect(JSON.parse(payload ?? '{}')).toMatchObject({
    type: 'view_submission',
    view: { id: form.id, state: { values: { r: { reason: { value: 'because' } } } } },
  });
});

it('open their home page and the assistant', async () => {
  const anna = person('anna');
  await anna.openHome();
  const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text: 'Welcome' } }];
  await client().views.publish({ user_id: anna.userId, view: { type: 'home', blocks } });
  expect((await anna.home('Welcome')).text).toBe('Welcome');
  const { channel, threadTs, pane } = await anna.openAssistant();
  const prompts: [{ title: string; message: string }] = [{ title: 'Report', message: '/run report' }];
  await client().assistant.threads.setSuggestedPrompts({
    channel_id: channel,
    thread_ts: threadTs,
    prompts,
  });
  await client().assistant.threads.setStatus({
    channel_id: channel,
    thread_ts: threadTs,
    status: 'thinks',
  });
  expect(pane()).toMatchObject({ status: 'thinks', prompts });
  await client().chat.postMessage({ channel, thread_ts: threadTs, text: 'done' });
  expect(pane().status).toBe('');
  await world.events.idle();
  const types = app.events().map(({ event }) => event.type);
  expect(types).toContain('app_home_opened');
  expect(types).toContain('assistant_thread_started');
});
