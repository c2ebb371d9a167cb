import { expect, it } from 'vitest';
import { readWordsRef, toWordsRef } from './words-ref.ts';

const threadId = '0198c5a0-0000-7000-8000-000000000001';

it.each(['123', 'command:9', 'T1:C1:17.1', '0198c5a0-0000-7000-8000-0000000000ff', 'a/b'])(
  'gives back the message and where it was written: %s',
  (messageId) => {
    expect(readWordsRef(toWordsRef({ threadId }, messageId))).toEqual({ threadId, messageId });
  },
);

it.each(['123', 'T1:C1:17.1', threadId])('takes %s for a message where the button is', (value) => {
  expect(readWordsRef(value)).toEqual({ threadId: null, messageId: value });
});
