import type { QueryClient } from '@tanstack/react-query';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { messagesKey, threadsKey } from './queries.ts';

export type Connection = 'connecting' | 'open' | 'lost';
export type StreamMessage = ConsoleMessage & { readonly threadKey: string };

export interface StreamOptions {
  readonly client: QueryClient;
  onConnection(state: Connection): void;
  /** A message that is new or changed, after the cache has it; `before` is what was there. */
  onMessage(message: StreamMessage, before: ConsoleMessage | undefined): void;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** A browser opens six connections to a server at most, over all tabs: one that nobody looks at gives its own back. */
const HIDDEN_MS = 60_000;
/** Many changes in a moment are one reading. */
const GATHER_MS = 150;

/** One EventSource for the page: it patches what is known and marks the rest as old. Returns how to end it. */
export const startStream = ({ client, onConnection, onMessage }: StreamOptions): (() => void) => {
  let source: EventSource | undefined;
  let lastId = '';
  let retryMs = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const old = new Map<string, ReturnType<typeof setTimeout>>();

  const renew = (...key: readonly string[]): void => {
    const name = key.join('/');
    if (old.has(name)) return;
    const timer = setTimeout(() => {
      old.delete(name);
      void client.invalidateQueries({ queryKey: key });
    }, GATHER_MS);
    old.set(name, timer);
  };

  const renewAll = (): void => {
    for (const key of ['threads', 'messages', 'tasks', 'approvals', 'catalogue']) renew(key);
  };

  const receive = (message: StreamMessage): void => {
    const key = messagesKey(message.threadKey);
    const shown = client.getQueryData<readonly ConsoleMessage[]>(key);
    const before = shown?.find((each) => each.slot === message.slot);
    // After a first look the stream tells the whole past once more; what is known is no news.
    if (before && before.revision >= message.revision) return;
    renew(...threadsKey);
    if (!shown) return;
    // Merged with the others by the query's structuralSharing.
    client.setQueryData<readonly ConsoleMessage[]>(key, [message]);
    onMessage(message, before);
  };

  const listen = <T>(to: EventSource, name: string, handle: (data: T) => void): void => {
    to.addEventListener(name, (event) => {
      const { data, lastEventId } = event as MessageEvent<string>;
      if (lastEventId !== '') lastId = lastEventId;
      handle(JSON.parse(data) as T);
    });
  };

  const connect = (): void => {
    clearTimeout(retry);
    source?.close();
    const opened = new EventSource(
      `/console/api/stream${lastId ? `?after=${encodeURIComponent(lastId)}` : ''}`,
    );
    source = opened;
    opened.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      onConnection('open');
      // Only messages are sent again after a gap; everything else is read anew.
      renewAll();
    });
    opened.addEventListener('error', () => {
      onConnection('lost');
      // The browser tries again by itself unless the answer was no stream at all.
      if (opened.readyState !== EventSource.CLOSED) return;
      void client.invalidateQueries({ queryKey: ['session'] });
      retry = setTimeout(connect, retryMs);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    });
    listen<StreamMessage>(opened, 'message', receive);
    listen(opened, 'task', () => renew('tasks'));
    listen(opened, 'trace', () => renew('tasks'));
    listen(opened, 'approval', () => renew('approvals'));
    listen(opened, 'resync', renewAll);
  };

  const watchVisibility = (): void => {
    clearTimeout(hidden);
    if (document.visibilityState === 'hidden') {
      hidden = setTimeout(() => source?.close(), HIDDEN_MS);
    } else if (source?.readyState === EventSource.CLOSED) {
      connect();
    }
  };

  connect();
  document.addEventListener('visibilitychange', watchVisibility);
  return () => {
    document.removeEventListener('visibilitychange', watchVisibility);
    clearTimeout(retry);
    clearTimeout(hidden);
    for (const timer of old.values()) clearTimeout(timer);
    source?.close();
  };
};
