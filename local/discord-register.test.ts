import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../adapters/discord/commands.ts';
import { type Call, withScriptedApi } from '../adapters/discord/testing/scripted-api.ts';

const script = join(import.meta.dirname, 'discord-register.ts');
const APPLICATION = '900000000000000001';
const GUILD = '900000000000000002';
const TOKEN = 'bot.token.x';

const run = (environment: Readonly<Record<string, string>>, ...words: string[]) =>
  promisify(execFile)(process.execPath, [script, ...words], {
    env: { PATH: process.env.PATH, ...environment },
  });

const answer = ({ method, path }: Call) =>
  path === '/applications/@me'
    ? { body: { id: APPLICATION, name: 'Countersign', verify_key: 'ab'.repeat(32), flags: 0 } }
    : { body: method === 'GET' ? [{ id: '5', type: 1, name: 'ask', description: 'x' }] : {} };

describe('npm run discord:register', () => {
  it('prints what it did, what the bot can’t read, and the link that invites it', () =>
    withScriptedApi(answer, async ({ apiUrl, calls }) => {
      const environment = { DISCORD_BOT_TOKEN: TOKEN, DISCORD_API_URL: apiUrl };
      const { stdout, stderr } = await run(environment, '--guild', GUILD);
      expect(stderr).toBe('');
      expect(stdout).toContain(`Countersign: commands of the server ${GUILD}`);
      expect(stdout).toContain(
        `new: ${createCommands()
          .map(({ name }) => name)
          .join(', ')}`,
      );
      expect(stdout).toContain('removed: ask');
      expect(stdout).toContain('Message Content Intent');
      expect(stdout).toContain(`https://discord.com/oauth2/authorize?client_id=${APPLICATION}&`);
      expect(stdout).not.toContain(TOKEN);
      expect(calls.filter(({ method }) => method === 'DELETE')).toMatchObject([
        { path: `/applications/${APPLICATION}/guilds/${GUILD}/commands/5` },
      ]);
    }));

  it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
    ['no token', {}, [], 'DISCORD_BOT_TOKEN is not set'],
    ['a token that is none', { DISCORD_BOT_TOKEN: 'Bot x y' }, [], 'DISCORD_BOT_TOKEN must be the Token'],
    ['a server that is none', { DISCORD_BOT_TOKEN: TOKEN }, ['--guild', 'acme'], '--guild takes the id'],
    ['an option that is none', { DISCORD_BOT_TOKEN: TOKEN }, ['--gild'], 'Usage: '],
  ])('says what is wrong with %s', async (_what, environment, words, problem) => {
    await expect(run(environment, ...words)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(problem),
    });
  });

  it('says in one sentence that the token is not accepted', () =>
    withScriptedApi(
      () => ({ status: 401, body: { message: '401: Unauthorized', code: 0 } }),
      async ({ apiUrl }) => {
        await expect(run({ DISCORD_BOT_TOKEN: TOKEN, DISCORD_API_URL: apiUrl })).rejects.toMatchObject({
          stderr: expect.stringContaining('Discord does not accept DISCORD_BOT_TOKEN'),
        });
      },
    ));
});
