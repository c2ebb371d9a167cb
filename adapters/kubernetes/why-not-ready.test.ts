import { describe, expect, it } from 'vitest';
import { redactor } from './logs.ts';
import { ofEvents } from './why-not-ready.ts';

describe('events of a pod', () => {
  it.each([
    ['FailedMount', 'volume_pending'],
    ['FailedAttachVolume', 'volume_pending'],
    ['FailedCreatePodSandBox', 'deploy_failed'],
  ])('%s is a reason', (reason, code) => {
    expect(
      ofEvents([
        { reason: 'Unhealthy', message: 'x' },
        { reason, message: 'why' },
      ]),
    ).toEqual({
      code,
      params: { detail: 'why' },
    });
  });

  it('that pass by themselves are none', () => {
    expect(ofEvents([{ reason: 'FailedScheduling', message: 'x' }, {}])).toBeNull();
    expect(ofEvents([])).toBeNull();
  });
});

describe('lines of a log', () => {
  it('are told without a secret, in any of its forms', () => {
    const redact = redactor(['a"b/c=d', 'short', '123456']);
    expect(redact('x a"b/c=d y')).toBe('x [redacted] y');
    expect(redact('?token=a%22b%2Fc%3Dd {"k":"a\\"b/c=d"}')).toBe('?token=[redacted] {"k":"[redacted]"}');
    expect(redact('short 123456')).toBe('short [redacted]');
  });
});
