import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { says } from '../testing/person.ts';
import { type SlackStack, startSlackStack } from '../testing/slack-stack.ts';

const SOON_MS = 30_000;

let stack: SlackStack;
beforeAll(async () => {
  stack = await startSlackStack('http', { env: { COUNTERSIGN_APPROVAL_EXPIRES_AFTER: 'PT2S' } });
});
afterAll(() => stack?.stop());

it(
  scenario('expiry', 'an approval that nobody gave in time says so, runs nothing, and a late click hears it'),
  async () => {
    const { anna, ben } = stack.people;
    const { general } = stack.slack.channels;
    const words = `<@${stack.slack.botUserId}> run files.write_file path=expired.md content=x`;
    const ts = await anna.say(general, words);
    const asked = await ben.sees(general, ts, 'Approval needed', SOON_MS);
    const expired = await ben.sees(general, ts, /⊘ Expired/, SOON_MS);
    expect(expired.buttons.map(({ label }) => label)).toEqual(['Details']);
    await anna.sees(general, ts, /✗ files\.write_file · failed/, SOON_MS);
    // The button as it was before: another client, or a card that is years old.
    await ben.click(asked, 'Approve');
    const answer = await ben.sees(general, ts, says('notice.expired', { at: { raw: '…some…' } }), SOON_MS);
    expect(answer.onlyYou).toBe(true);
    expect(existsSync(stack.world.workspace('expired.md'))).toBe(false);
  },
);
