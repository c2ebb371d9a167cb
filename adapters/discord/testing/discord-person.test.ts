import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../../local/testing/until.ts';
import { createDiscordHttpReceiver, type DiscordAnswer } from '../http-receiver.ts';
import type { Inbound } from '../inbound.ts';
import { testLog } from './discord-log.ts';
import { type DiscordWorld, type DiscordWorldOptions, startDiscordWorld } from './discord-world.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const COMMANDS = [
  {
    name: 'task',
    description: 'Does it',
    options: [
      { type: 3, name: 'text', description: 'What', required: true },
      { type: 3, name: 'agent', description: 'Who', autocomplete: true },
      { type: 11, name: 'file', description: 'A file' },
      { type: 4, name: 'count', description: 'How many' },
    ],
  },
  { name: 'run', description: 'Runs', options: [{ type: 1, name: 'book', description: 'A book' }] },
  { name: 'admin', description: 'For some', default_member_permissions: '32' },
  { name: 'Run as a task', type: 3 },
];

const BUTTONS = {
  type: 1,
  components: [
    { type: 2, style: 3, label: 'Approve', custom_id: 'yes' },
    { type: 2, style: 4, label: 'Deny', custom_id: 'no' },
    { type: 2, style: 2, label: 'Late', custom_id: 'late', disabled: true },
  ],
};
const CARD = {
  flags: 1 << 15,
  components: [
    { type: 17, components: [{ type: 10, content: '**Restart** \\*it\\* <@1> <t:0:D>' }, BUTTONS] },
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: 'agent',
          placeholder: 'Agent',
          options: [
            { label: 'Fast', value: 'f' },
            { label: 'Slow', value: 's' },
          ],
        },
      ],
    },
  ],
};

const MODAL = {
  custom_id: 'deny',
  title: 'Deny it',
  components: [
    { type: 10, content: 'It is asked by Anna.' },
    { type: 18, label: 'Reason', component: { type: 4, style: 2, custom_id: 'reason', max_length: 20 } },
    {
      type: 18,
      label: 'Kind',
      component: { type: 3, custom_id: 'kind', required: false, options: [{ label: 'Risky', value: 'r' }] },
    },
  ],
};

/** The world with an app behind its interactions endpoint that answers as it is told. */
const makeApp = async (
  answer: (inbound: Inbound) => DiscordAnswer['body'] | Promise<DiscordAnswer['body']>,
  options: DiscordWorldOptions = {},
) => {
  const world = await startDiscordWorld(options);
  stops.push(world.stop);
  const heard: Inbound[] = [];
  const receive = createDiscordHttpReceiver({
    publicKey: world.publicKey,
    log: testLog,
    take: async (inbound) => {
      heard.push(inbound);
      return { status: 200, body: await answer(inbound) };
    },
  });
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { status, body } = await receive({ headers: request.headers, rawBody: Buffer.concat(parts) });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  world.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/discord/interactions`);
  world.register(COMMANDS);
  return { world, heard };
};

const asBot = (world: DiscordWorld, method: string, path: string, body: object = {}) =>
  fetch(`${world.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${world.token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });

const post = async (world: DiscordWorld, body: object): Promise<{ messageId: string }> => {
  const answer = await asBot(world, 'POST', `/channels/${world.channels.general}/messages`, body);
  const { id } = (await answer.json()) as { id: string };
  return { messageId: id };
};

test('the endpoint is checked as Discord does it', async () => {
  const { world } = await makeApp(() => ({ type: 6 }));
  expect(await world.ping()).toEqual({ status: 200, body: { type: 1 } });
  expect((await world.unsigned()).status).toBe(401);
  expect((await world.wrongSignature()).status).toBe(401);
  expect((await world.ping({ timestamp: 1_700_000_000 })).status).toBe(401);
});

test('a command with its options and a file is answered for one person’s eyes', async () => {
  const { world, heard } = await makeApp(() => ({ type: 4, data: { content: 'just for you', flags: 64 } }));
  const anna = world.person('anna');
  const { general } = world.channels;
  const result = await anna.command(
    'task',
    { text: 'restart it', count: 2 },
    { channelId: general, attachments: { file: { name: 'a.log', content: 'boom' } } },
  );
  expect(result).toMatchObject({ firstAnswer: 4, failed: false });
  expect(result.answeredInMs).toBeLessThan(3_000);
  expect(heard[0]).toMatchObject({
    kind: 'command',
    name: 'task',
    userId: anna.userId,
    userName: 'Anna Alvarez',
    guildId: world.guildId,
    channelId: general,
    channelType: 'text',
    options: { text: 'restart it', count: 2 },
    attachments: [{ name: 'a.log', size: 4, mimetype: 'text/plain' }],
  });
  const [file] = heard[0]?.kind === 'command' ? heard[0].attachments : [];
  expect(await (await fetch(file?.url ?? '')).text()).toBe('boom');
  expect(await anna.sees(general, 'just for you')).toMatchObject({ isEphemeral: true, by: null });
  world.person('ben').seesNot(general, 'just for you');
  await expect(anna.command('task', {})).rejects.toThrow('text is required');
  await expect(anna.command('task', { text: 'a', count: 1.5 })).rejects.toThrow('does not fit');
  await expect(anna.command('nothing')).rejects.toThrow('no command nothing');
});

test('what is typed is completed', async () => {
  const { world, heard } = await makeApp(() => ({
    type: 8,
    data: { choices: [{ name: 'Fast', value: 'f' }] },
  }));
  const { choices, failed } = await world.person('anna').complete('task', 'agent', 'fa');
  expect({ choices, failed }).toEqual({ choices: [{ name: 'Fast', value: 'f' }], failed: false });
  expect(heard[0]).toMatchObject({ kind: 'autocomplete', option: 'agent', typed: 'fa', isDirect: true });
});

test('a card is read, clicked and changed in place', async () => {
  const { world, heard } = await makeApp(() => ({
    type: 7,
    data: { components: [{ type: 10, content: 'Done by <@&0>' }] },
  }));
  const card = await post(world, CARD);
  const ben = world.person('ben');
  const seen = await ben.sees(world.channels.general, /Restart \*it\*.*1970[\s\S]*Approve/);
  expect(seen.buttons.map(({ label, style, disabled }) => [label, style, disabled])).toEqual([
    ['Approve', 'success', false],
    ['Deny', 'danger', false],
    ['Late', 'secondary', true],
  ]);
  expect(seen.text).not.toContain('Approve');
  await expect(ben.click(seen, 'Late')).rejects.toThrow('greyed out');
  await expect(ben.click(seen, 'Gone')).rejects.toThrow('Approve, Deny, Late');
  expect(await ben.choose(seen, 'Agent', 'Slow')).toMatchObject({ firstAnswer: 7 });
  expect(heard[0]).toMatchObject({
    kind: 'click',
    customId: 'agent',
    values: ['s'],
    messageId: card.messageId,
  });
  expect(ben.look(card)).toMatchObject({ text: 'Done by @deleted-role', buttons: [], isEdited: true });
  await ben.press(card, 'forged');
  expect(heard[1]).toMatchObject({ kind: 'click', customId: 'forged', memberRoles: [world.roles.approvers] });
});

test('a click opens a form; what is entered comes to the app', async () => {
  const { world, heard } = await makeApp((inbound) =>
    inbound.kind === 'click' ? { type: 9, data: MODAL } : { type: 6 },
  );
  const card = await post(world, CARD);
  const ben = world.person('ben');
  expect(await ben.click(card, 'Deny')).toMatchObject({ firstAnswer: 9 });
  const modal = await ben.modal('asked by Anna');
  expect(modal.fields.map(({ label, required }) => [label, required])).toEqual([
    ['Reason', true],
    ['Kind', false],
  ]);
  await expect(ben.submit({ Kind: 'Risky' })).rejects.toThrow('Reason is required');
  await expect(ben.submit({ Nothing: '' })).rejects.toThrow('no field Nothing');
  expect(await ben.submit({ Reason: 'too risky', kind: 'Risky' })).toMatchObject({ firstAnswer: 6 });
  expect(heard[1]).toMatchObject({
    kind: 'submission',
    customId: 'deny',
    values: { reason: 'too risky', kind: 'r' },
    messageId: card.messageId,
  });
  expect(ben.modals()).toEqual([]);
  await ben.click(card, 'Deny');
  expect(ben.modals()).toHaveLength(1);
  ben.closeModal();
  await expect(ben.submit({ Reason: 'x' })).rejects.toThrow('no form is open');
});

test('a change that Discord refuses is no answer', async () => {
  const { world } = await makeApp(() => ({ type: 7, data: { components: [] } }));
  const card = await post(world, CARD);
  const ben = world.person('ben');
  expect(await ben.click(card, 'Approve')).toMatchObject({ failed: true, firstAnswer: null });
  expect(ben.look(card).text).toContain('Restart');
});

test('a message is made a task from its menu', async () => {
  const { world, heard } = await makeApp(() => ({ type: 5, data: { flags: 64 } }));
  const anna = world.person('anna');
  const messageId = await anna.say(world.channels.general, 'it is slow');
  await world.person('ben').messageCommand('Run as a task', { messageId });
  expect(heard[0]).toMatchObject({
    kind: 'message_command',
    messageText: 'it is slow',
    authorId: anna.userId,
    messageId,
  });
});

test('an answer that Discord refuses, or none, is shown as a failure', async () => {
  const bad = await makeApp(() => ({ type: 4, data: { content: 'x'.repeat(2_001) } }));
  expect(await bad.world.person('anna').command('run book')).toMatchObject({
    failed: true,
    firstAnswer: null,
  });
  expect(bad.world.problems()).toEqual([expect.stringContaining('BASE_TYPE_MAX_LENGTH')]);
  const late = await makeApp(() => new Promise((resolve) => setTimeout(resolve, 150, { type: 6 })), {
    answerWithinMs: 60,
  });
  expect(await late.world.person('anna').command('run book')).toMatchObject({ failed: true });
});

test('an interaction is answered in three seconds, once, and followed up for fifteen minutes', async () => {
  const { world } = await makeApp(() => ({ type: 5, data: { flags: 64 } }));
  const anna = world.person('anna');
  const { id, token } = await anna.command('run book');
  const callback = `/interactions/${id}/${token}/callback`;
  const webhook = `/webhooks/${world.applicationId}/${token}`;
  const codeOf = async (answer: Promise<Response>) => {
    const { status } = await answer;
    return [status, ((await (await answer).json()) as { code?: number }).code];
  };
  expect(await codeOf(asBot(world, 'POST', callback, { type: 6 }))).toEqual([400, 40060]);
  expect(anna.reads(anna.direct())[0]).toMatchObject({ isLoading: true, isEphemeral: true });
  await asBot(world, 'POST', webhook, { content: 'first' });
  expect(anna.reads(anna.direct()).map(({ text, isLoading }) => [text, isLoading])).toEqual([
    ['first', false],
  ]);
  await asBot(world, 'PATCH', `${webhook}/messages/@original`, { content: 'changed' });
  await asBot(world, 'POST', webhook, { content: 'second', flags: 64 });
  expect(anna.reads(anna.direct()).map(({ text }) => text)).toEqual(['changed', 'second']);
  world.passMinutes(16);
  expect(await codeOf(asBot(world, 'POST', webhook, { content: 'third' }))).toEqual([401, 50027]);
  expect(await codeOf(asBot(world, 'POST', '/interactions/1/x/callback', { type: 6 }))).toEqual([404, 10062]);
});

test('over the gateway the time is measured by the world’s clock', async () => {
  const world = await startDiscordWorld();
  stops.push(world.stop);
  world.register(COMMANDS);
  const result = world.person('anna').command('run book');
  const [interaction] = await until('it is under way', () => [
    ...world.inner.core.state.interactions.values(),
  ]);
  world.passSeconds(3);
  const path = `/interactions/${interaction?.id}/${interaction?.token}/callback`;
  const answer = await asBot(world, 'POST', path, { type: 5 });
  expect((await answer.json()) as object).toMatchObject({ code: 10062 });
  await world.stop();
  expect(await result).toMatchObject({ failed: true });
});

test('a command for some is hidden from the others, unless an admin says otherwise', async () => {
  const { world } = await makeApp(() => ({ type: 5 }));
  const [anna, carla] = [world.person('anna'), world.person('carla')];
  const here = { channelId: world.channels.general };
  await expect(anna.command('admin', {}, here)).rejects.toThrow('hidden');
  expect((await anna.command('admin', {}, { ...here, allowedByAdmin: true })).failed).toBe(false);
  expect((await carla.command('admin', {}, here)).failed).toBe(false);
});

test('people post in forums, open threads, change and take back what they said', async () => {
  const { world } = await makeApp(() => ({ type: 6 }));
  const [anna, ben] = [world.person('anna'), world.person('ben')];
  const { forum, general } = world.channels;
  const threadId = await anna.post(forum, 'It is slow', 'please look', { mentionBot: true });
  expect(world.threadsOf(forum)).toMatchObject([{ id: threadId, name: 'It is slow' }]);
  expect((await ben.sees(threadId, 'please look')).messageId).toBe(threadId);
  const messageId = await anna.say(general, 'one');
  await anna.edit({ messageId }, 'two');
  expect(await ben.sees(general, 'two')).toMatchObject({ isEdited: true });
  const opened = await ben.openThread({ messageId }, 'about two');
  expect(opened).toBe(messageId);
  await ben.say(opened, 'why?', { attachments: [{ name: 'a.txt', content: 'x' }] });
  await anna.remove({ messageId });
  anna.seesNot(general, 'two');
  await expect(anna.say(general, 'x'.repeat(2_001))).rejects.toThrow('2000 characters');
});

test('what the product sends is held against its own rules too', async () => {
  const data = { flags: 1 << 15, components: [{ type: 10, content: '[x]' }] };
  const { world } = await makeApp(() => ({ type: 4, data }));
  await world.person('anna').command('run book');
  expect(world.problems()).toEqual([]);
  expect(world.ruleBreaks()).toEqual([expect.stringContaining('unescaped bracket')]);
});

test('an interaction comes once more, as it was', async () => {
  const { world, heard } = await makeApp(() => ({ type: 4, data: { content: 'once' } }));
  const anna = world.person('anna');
  const { id } = await anna.command('run book');
  expect((await world.redeliver(id))?.status).toBe(200);
  expect(heard[1]).toEqual(heard[0]);
  expect(anna.reads(anna.direct())).toHaveLength(1);
});
