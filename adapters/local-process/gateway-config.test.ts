import { expect, it } from 'vitest';
import { openclawConfig } from '../../core/openclaw-config.ts';
import { configDifferences, localConfig } from './gateway-config.ts';

const IN_A_POD = openclawConfig({ port: 18_789, bind: 'lan', bridgePath: '/bridge', logFile: '/tmp/x.log' });
const HERE = { port: 21_001, bridgePath: '/here/bridge', logFile: '/here/openclaw.log' };

it('is what a pod gets, but for the places of this machine', () => {
  expect(configDifferences(IN_A_POD, localConfig(IN_A_POD, HERE))).toEqual([
    'gateway.bind: "lan" → "loopback"',
    'gateway.port: 18789 → 21001',
    'logging.file: "/tmp/x.log" → "/here/openclaw.log"',
    'plugins.load.paths: ["/bridge"] → ["/here/bridge"]',
  ]);
});

it('is reachable from this machine only, whatever the values say', () => {
  expect(localConfig({}, HERE)).toEqual({
    gateway: { mode: 'local', port: 21_001, bind: 'loopback' },
    logging: { file: '/here/openclaw.log' },
  });
});

it('says each difference with its path', () => {
  expect(configDifferences({ a: { b: 1 }, c: [1] }, { a: { b: 1, d: true }, c: [2] })).toEqual([
    'a.d: (nothing) → true',
    'c: [1] → [2]',
  ]);
  expect(configDifferences({ a: 'x' }, 'y')).toEqual(['openclaw.json: {"a":"x"} → "y"']);
  expect(configDifferences({ a: 'x' }, { a: 'y'.repeat(500) })[0]).toHaveLength(130);
});
