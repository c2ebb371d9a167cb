import { expect, it } from 'vitest';
import type { OutboundBudget } from '../../core/ports/chat-stores.ts';
import { createSlackApi } from './slack-api.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const budget: OutboundBudget = { reserve: async () => ({ waitMs: 0 }), block: async () => undefined };
const api = createSlackApi({
  token: 'xoxb-1',
  tenantId: 'tenant',
  teamId: 'T1',
  apiUrl: 'https://slack.com/api/',
  budget,
  log,
});

it.each([
  'http://files.slack.com/files-pri/T1-F1/a.txt',
  'https://files.slack.com.evil.example/a.txt',
  'https://evil.example/files.slack.com',
  'http://127.0.0.1:9/a.txt',
  'file:///etc/passwd',
  'no address',
])('shows the token to nobody but Slack’s file server: %s', async (url) => {
  await expect(api.download(url, 10)).rejects.toMatchObject({
    code: 'chat_unavailable',
    params: { host: 'not of Slack' },
  });
});
