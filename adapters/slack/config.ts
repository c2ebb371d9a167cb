import { z } from 'zod';

const DEFAULT_API_URL = 'https://slack.com/api/';
const HOSTS = ['slack.com', 'slack-gov.com'];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Slack itself over https, or a stand-in on this machine: tokens go nowhere else. */
const isTrusted = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (LOOPBACK.includes(hostname)) return protocol === 'http:' || protocol === 'https:';
  return protocol === 'https:' && HOSTS.includes(hostname);
};

/** Variables of the Slack adapter. All are optional: without a token or a signing secret there is no Slack. */
export const slackConfig = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xoxb-\S+$/, 'must be the Bot User OAuth Token (xoxb-…) of the app’s page "OAuth & Permissions"')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(
      /^xapp-\S+$/,
      'must be an App-Level Token (xapp-…) with connections:write, of the app’s page "Basic Information"',
    )
    .optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(
      /^[\da-f]{32}$/i,
      'must be the Signing Secret (32 hex digits) of the app’s page "Basic Information"',
    )
    .optional(),
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^[\w.]+$/, 'must be the Client ID of the app’s page "Basic Information"')
    .optional(),
  SLACK_CLIENT_SECRET: z
    .string()
    .min(8, 'must be the Client Secret of the app’s page "Basic Information"')
    .optional(),
  SLACK_API_URL: z
    .string()
    .refine(isTrusted, 'must be an https address of Slack, or an address on this machine')
    .default(DEFAULT_API_URL)
    .transform((address) => (address.endsWith('/') ? address : `${address}/`)),
  COUNTERSIGN_SLACK_TENANT: z
    .uuid('must be the id of the organization that SLACK_BOT_TOKEN belongs to')
    .optional(),
});
export type SlackConfig = z.infer<typeof slackConfig>;
