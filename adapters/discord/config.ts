import { z } from 'zod';

const DEFAULT_API_URL = 'https://discord.com/api';
const HOSTS = ['discord.com'];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Discord itself over https, or a stand-in on this machine: tokens go nowhere else. */
const isTrusted = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (LOOPBACK.includes(hostname)) return protocol === 'http:' || protocol === 'https:';
  return protocol === 'https:' && HOSTS.includes(hostname);
};

/** Variables of the Discord adapter. All are optional: without a token there is no Discord. */
export const discordConfig = z.object({
  DISCORD_BOT_TOKEN: z
    .string()
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'must be the Token of the application’s page "Bot"')
    .optional(),
  DISCORD_APPLICATION_ID: z
    .string()
    .regex(
      /^\d{15,21}$/,
      'must be the Application ID (digits) of the application’s page "General Information"',
    )
    .optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(
      /^[\da-f]{64}$/i,
      'must be the Public Key (64 hex digits) of the application’s page "General Information"',
    )
    .optional(),
  DISCORD_API_URL: z
    .string()
    .refine(isTrusted, 'must be an https address of Discord, or an address on this machine')
    .default(DEFAULT_API_URL)
    // The library puts the version behind it.
    .transform((address) => address.replace(/\/+$/, '').replace(/\/v\d+$/, '')),
  COUNTERSIGN_DISCORD_TENANT: z
    .uuid('must be the id of the organization that the servers of DISCORD_BOT_TOKEN belong to')
    .optional(),
});
export type DiscordConfig = z.infer<typeof discordConfig>;
