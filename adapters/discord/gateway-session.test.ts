import { describe, expect, it } from 'vitest';
import { createGatewaySession } from './gateway-session.ts';

const INFO = { resumeURL: 'wss://g', sequence: 7, sessionId: 's', shardCount: 1, shardId: 0 };

const started = () => {
  const session = createGatewaySession();
  session.options.updateSessionInfo(0, INFO);
  return session;
};

describe('the session of the gateway', () => {
  it('is kept when a connection fails on the way', () => {
    const { closed, options } = started();
    closed(1006);
    options.updateSessionInfo(0, null);
    expect(options.retrieveSessionInfo(0)).toEqual(INFO);
  });

  it.each([1000, 4007, 4009])('is over when Discord closed with %i', (code) => {
    const { closed, options } = started();
    closed(code);
    options.updateSessionInfo(0, null);
    expect(options.retrieveSessionInfo(0)).toBeNull();
  });

  it('is over when Discord says that it does not know it', () => {
    const { closed, options } = started();
    closed(1006);
    options.updateSessionInfo(0, null);
    options.updateSessionInfo(0, null);
    expect(options.retrieveSessionInfo(0)).toBeNull();
  });

  it('is given up when its address never answers', () => {
    const { closed, options } = started();
    for (let n = 0; n < 7; n += 1) {
      closed(1006);
      options.updateSessionInfo(0, null);
    }
    expect(options.retrieveSessionInfo(0)).toBeNull();
  });
});
