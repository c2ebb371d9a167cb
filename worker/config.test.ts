import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const good = {
  DATABASE_URL: 'postgresql://app@127.0.0.1:5432/countersign',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  COUNTERSIGN_SKILLS_FILE: 'skills.yaml',
  COUNTERSIGN_RUNBOOKS_DIR: 'runbooks',
};

describe('the environment of the worker', () => {
  it('has defaults where a default is safe', () => {
    expect(readConfig(good)).toMatchObject({
      TEMPORAL_NAMESPACE: 'default',
      COUNTERSIGN_APPROVAL_EXPIRES_AFTER: 'PT24H',
    });
  });

  it('names every bad variable at once, with what it must be', () => {
    const read = () =>
      readConfig({
        ...good,
        DATABASE_URL: 'mysql://x',
        TEMPORAL_ADDRESS: 'nowhere',
        COUNTERSIGN_APPROVAL_EXPIRES_AFTER: '1 day',
      });
    expect(read).toThrow(/DATABASE_URL: must be a postgres/);
    expect(read).toThrow(/TEMPORAL_ADDRESS: must be host:port/);
    expect(read).toThrow(/COUNTERSIGN_APPROVAL_EXPIRES_AFTER: must be an ISO 8601 duration/);
  });
});
