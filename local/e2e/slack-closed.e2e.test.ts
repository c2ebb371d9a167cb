import { afterAll, beforeAll, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { says } from '../testing/person.ts';
import { type SlackStack, startSlackStack } from '../testing/slack-stack.ts';
import { until } from '../testing/until.ts';

const SOON_MS = 30_000;
const LATE_MS = 60_000;

let stack: SlackStack;
beforeAll(async () => {
  stack = await startSlackStack('socket');
});
afterAll(() => stack?.stop());

it(
  scenario('closed', 'a task whose workspace takes the app away ends well, with a note in its trace'),
  async () => {
    const { slack, world, people } = stack;
    const { general } = slack.channels;
    const words = `<@${slack.botUserId}> run files.write_file path=gone.md content=x`;
    const ts = await people.anna.say(general, words);
    await people.ben.sees(general, ts, 'Approval needed', SOON_MS);
    const [ref = ''] = /T-\d+/.exec((await people.anna.sees(general, ts, /T-\d+/)).text) ?? [];
    const { id } = await world.task(ref);
    await slack.uninstall();
    const { status } = await world.decide(world.people.approver, await world.pending(id));
    expect(status).toBe(200);
    expect(await world.taskIs(id, 'completed', LATE_MS)).toMatchObject({ error: null });
    const note = await until(
      'a note in the trace',
      async () => (await world.trace(id)).find(({ details }) => details.not_shown === true),
      LATE_MS,
    );
    expect(note.summary).toMatch(says('error.chat_closed'));
  },
);
