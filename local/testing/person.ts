import { randomUUID } from 'node:crypto';
import type { CardActionName } from '../../core/card.ts';
import type { MessageKey } from '../../core/messages/catalogue.ts';
import { formatText, type Reader } from '../../core/messages/format.ts';
import type { ConsoleMessage } from '../../core/ports/stores.ts';
import { renderCard, renderForm, renderNotice } from '../../core/testing/render-text.ts';
import { type TextParam, text } from '../../core/text.ts';
import { until } from './until.ts';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** What a person is, whatever they use. */
export interface Identity {
  readonly memberId: string;
  readonly name: string;
  /** API key */
  readonly key: string;
  /** Of a session of the page: `name=value`. */
  readonly cookie: string;
}

/** One message of a thread as its reader sees it. */
export interface SeenMessage {
  readonly slot: string;
  readonly text: string;
  readonly private: boolean;
  readonly message: ConsoleMessage;
}

export const READER: Reader = { locale: 'en', timeZone: 'UTC' };

/** Stands for a part of a sentence that a test can't know, such as a time. */
export const SOME = { raw: '\u2026some\u2026' };

/** As an English reader sees it. */
export const sentence = (key: MessageKey, params: Readonly<Record<string, TextParam>> = {}): string =>
  formatText(text(key, params), READER);

/** Matches a whole line that says this sentence of the catalogue, whatever its wording is today. */
export const says = (key: MessageKey, params: Readonly<Record<string, TextParam>> = {}): RegExp => {
  const pattern = literally(sentence(key, params)).replaceAll(SOME.raw, '.+');
  return new RegExp(`^ *${pattern}$`, 'm');
};

const literally = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const textOf = ({ body }: ConsoleMessage): string => {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'card':
      return renderCard(body.card, READER);
    case 'notice':
      return renderNotice(body.notice, READER);
    case 'form':
      return renderForm(body.form, READER);
  }
};

export type Person = ReturnType<typeof createPerson>;

/** A member with the two ways in: a key for the HTTP interface, and the page's session. */
export const createPerson = (url: string, identity: Identity) => {
  const send = async <T>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer<T>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const words = await answer.text();
    const parsed = words.startsWith('{') || words.startsWith('[') ? (JSON.parse(words) as T) : (words as T);
    return { status: answer.status, headers: answer.headers, body: parsed };
  };

  /** As a program, with the key. */
  const api = <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> =>
    send<T>(method, path, body, { authorization: `Bearer ${identity.key}`, ...headers });

  /** As the page, with its session. */
  const page = <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> =>
    send<T>(method, path, body, { cookie: identity.cookie, origin: url, 'sec-fetch-site': 'same-origin' });

  const read = async (threadKey: string): Promise<readonly SeenMessage[]> => {
    const { status, body } = await page<{ messages: ConsoleMessage[] }>(
      'GET',
      `/console/api/threads/${threadKey}/messages`,
    );
    if (status !== 200) throw new Error(`the thread answered ${status}: ${JSON.stringify(body)}`);
    return body.messages.map((message) => ({
      slot: message.slot,
      text: textOf(message),
      private: message.visibleTo !== null,
      message,
    }));
  };

  return {
    ...identity,
    api,
    page,
    read,
    say: (threadKey: string, text: string, messageId: string = randomUUID()) =>
      page('POST', `/console/api/threads/${threadKey}/messages`, { messageId, text }),
    /** The first message of the thread whose text has these words. */
    sees: (threadKey: string, words: string | RegExp, longestMs?: number): Promise<SeenMessage> =>
      until(
        `${identity.name} sees ${String(words)}`,
        async () => {
          const messages = await read(threadKey);
          const found = messages.find(({ text }) =>
            typeof words === 'string' ? text.includes(words) : words.test(text),
          );
          if (found) return found;
          throw new Error(`the thread says:\n${messages.map(({ text }) => text).join('\n')}`);
        },
        longestMs,
      ),
    /** A click on a button of a card; resolves with the private answer to it, as it is shown. */
    async click(
      threadKey: string,
      button: { slot: string; action: CardActionName; value: string; shownDigest?: string },
      values?: Record<string, string>,
    ): Promise<string> {
      const interactionId = randomUUID();
      const { status, body } = await page('POST', '/console/api/actions', {
        threadKey,
        interactionId,
        ...button,
        ...(values ? { values } : {}),
      });
      if (status !== 202) throw new Error(`the click answered ${status}: ${JSON.stringify(body)}`);
      const answers = (await read(threadKey)).filter(({ slot }) => slot.includes(interactionId));
      if (answers.some((answer) => !answer.private))
        throw new Error('the answer to a click was shown to all');
      return answers.map(({ text }) => text).join('\n');
    },
  };
};
