import { expect, test } from 'vitest';
import { openclawConfig } from './openclaw-config.ts';

const input = { port: 18789, bind: 'lan', bridgePath: '/opt/bridge', logFile: '/tmp/openclaw.log' } as const;

test('without a model: one tool of ours, two plugins, nothing that acts by itself', () => {
  expect(openclawConfig(input)).toEqual({
    gateway: {
      mode: 'local',
      port: 18789,
      bind: 'lan',
      controlUi: { enabled: false },
      auth: { mode: 'token' },
    },
    tools: { profile: 'minimal', alsoAllow: ['chatops_action'] },
    cron: { enabled: false },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: 'off' } },
    logging: { file: '/tmp/openclaw.log' },
    agents: { defaults: { heartbeat: { every: '0m' } } },
    plugins: {
      allow: ['chatops-bridge', 'admin-http-rpc'],
      load: { paths: ['/opt/bridge'] },
      slots: { memory: 'none' },
      entries: { 'chatops-bridge': { enabled: true }, 'admin-http-rpc': { enabled: true } },
    },
  });
});

test('with a model: its key is a reference to a variable', () => {
  const model = {
    provider: 'compatible',
    baseUrl: 'http://model.example/v1',
    model: 'small',
    contextWindow: 128_000,
    maxTokens: 4096,
    price: null,
  };
  expect(openclawConfig({ ...input, model })).toMatchObject({
    agents: { defaults: { model: { primary: 'compatible/small' } } },
    models: {
      providers: {
        compatible: { apiKey: { source: 'env', provider: 'default', id: 'COUNTERSIGN_MODEL_KEY' } },
      },
    },
  });
});
