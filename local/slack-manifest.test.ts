import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'slack-manifest.ts');
const print = (...words: string[]) => promisify(execFile)(process.execPath, [script, ...words]);

describe('the printed Slack manifest', () => {
  it('is JSON and nothing else, for Socket Mode unless told', async () => {
    const { stdout, stderr } = await print('--name', 'Helper');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      display_information: { name: 'Helper' },
      settings: { socket_mode_enabled: true },
    });
  });

  it('has the address under which Slack reaches us, for HTTP', async () => {
    const { stdout } = await print('--http', 'https://bot.example.com/');
    expect(JSON.parse(stdout)).toMatchObject({
      settings: { interactivity: { request_url: 'https://bot.example.com/slack/events' } },
    });
  });

  it.each([
    ['an address without https', ['--http', 'http://bot.example.com'], '--http takes the https address'],
    ['a name that is too long', ['--name', 'x'.repeat(36)], '--name takes 1 to 35 characters'],
    ['no name', ['--name', ''], '--name takes 1 to 35 characters'],
    ['an option that is none', ['--https'], 'Usage: npm run --silent slack:manifest'],
  ])('is not printed for %s; what to change is said', async (_what, words, sentence) => {
    await expect(print(...words)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(sentence) as string,
    });
  });
});
