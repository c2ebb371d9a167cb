import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const env = { DATABASE_URL: 'postgresql://app@db/countersign', TEMPORAL_ADDRESS: '127.0.0.1:7233' };

describe('readConfig', () => {
  it('listens on this machine only unless told otherwise', () => {
    expect(readConfig(env)).toMatchObject({
      host: '127.0.0.1',
      port: 4680,
      publicUrl: null,
      local: false,
      logLevel: 'info',
    });
  });

  it('takes the origin of the public address', () => {
    const { publicUrl } = readConfig({ ...env, COUNTERSIGN_PUBLIC_URL: 'https://ops.example/countersign/' });
    expect(publicUrl).toBe('https://ops.example');
  });

  it('names everything that is wrong at once', () => {
    const bad = {
      TEMPORAL_ADDRESS: 'nowhere',
      COUNTERSIGN_PORT: '70000',
      COUNTERSIGN_PUBLIC_URL: 'ops.example',
      COUNTERSIGN_LOCAL: 'yes',
      COUNTERSIGN_LOG_LEVEL: 'loud',
    };
    expect(() => readConfig(bad)).toThrow(
      new RegExp([...Object.keys(bad), 'DATABASE_URL'].map((name) => `(?=[^]*${name})`).join('')),
    );
  });

  it('never lets members be switched by whoever reaches it over a network', () => {
    const open = { ...env, COUNTERSIGN_LOCAL: '1', COUNTERSIGN_HOST: '0.0.0.0' };
    expect(() => readConfig(open)).toThrow(/COUNTERSIGN_HOST/);
  });
});
