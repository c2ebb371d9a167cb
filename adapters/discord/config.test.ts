import { describe, expect, it } from 'vitest';
import { discordConfig } from './config.ts';

describe('the variables of Discord', () => {
  it('are all optional', () => {
    expect(discordConfig.parse({})).toEqual({ DISCORD_API_URL: 'https://discord.com/api' });
  });

  it.each([
    ['https://discord.com/api/v10', 'https://discord.com/api'],
    ['https://discord.com/api/', 'https://discord.com/api'],
    ['http://127.0.0.1:4100/api', 'http://127.0.0.1:4100/api'],
    ['http://[::1]:4100/api/', 'http://[::1]:4100/api'],
  ])('take %s for the address', (given, address) => {
    expect(discordConfig.parse({ DISCORD_API_URL: given }).DISCORD_API_URL).toBe(address);
  });

  it.each([
    ['DISCORD_API_URL', 'http://discord.com/api'],
    ['DISCORD_API_URL', 'https://discord.com.bad.org/api'],
    ['DISCORD_API_URL', 'nonsense'],
    ['DISCORD_BOT_TOKEN', 'Bot abc'],
    ['DISCORD_APPLICATION_ID', 'countersign'],
    ['DISCORD_PUBLIC_KEY', 'ab'.repeat(31)],
    ['COUNTERSIGN_DISCORD_TENANT', 'acme'],
  ])('say what %s must be instead of %s', (name, value) => {
    const { error } = discordConfig.safeParse({ [name]: value });
    expect(error?.issues).toMatchObject([{ path: [name], message: expect.stringMatching(/^must be /) }]);
  });
});
