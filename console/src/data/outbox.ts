import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { post } from './http.ts';
import { messagesKey, threadsKey } from './queries.ts';
import { newId } from './uuid.ts';

/** A message of this tab that the server has not shown yet. */
export interface Outgoing {
  readonly messageId: string;
  readonly text: string;
  readonly at: string;
  readonly error: Error | null;
}

const outboxKey = (threadKey: string) => ['outbox', threadKey] as const;

const change = (
  client: QueryClient,
  threadKey: string,
  to: (all: readonly Outgoing[]) => readonly Outgoing[],
): void => {
  client.setQueryData<readonly Outgoing[]>(outboxKey(threadKey), (all) => to(all ?? []));
};

export interface Outbox {
  readonly waiting: readonly Outgoing[];
  send(text: string): void;
  /** The same message id, so that a message which did arrive is not taken for a second one. */
  retry(messageId: string): void;
  discard(messageId: string): void;
}

export const useOutbox = (threadKey: string): Outbox => {
  const client = useQueryClient();
  const { data: waiting = [] } = useQuery<readonly Outgoing[]>({
    queryKey: outboxKey(threadKey),
    queryFn: () => client.getQueryData<readonly Outgoing[]>(outboxKey(threadKey)) ?? [],
    initialData: [],
    // What could not be sent stays for as long as the page does.
    gcTime: Number.POSITIVE_INFINITY,
  });

  const deliver = async (messageId: string, text: string): Promise<void> => {
    try {
      await post(`/console/api/threads/${encodeURIComponent(threadKey)}/messages`, { messageId, text });
      await client.invalidateQueries({ queryKey: messagesKey(threadKey) });
      change(client, threadKey, (all) => all.filter((each) => each.messageId !== messageId));
      void client.invalidateQueries({ queryKey: threadsKey });
    } catch (error) {
      change(client, threadKey, (all) =>
        all.map((each) => (each.messageId === messageId ? { ...each, error: error as Error } : each)),
      );
    }
  };

  return {
    waiting,
    send(text) {
      const outgoing: Outgoing = { messageId: newId(), text, at: new Date().toISOString(), error: null };
      change(client, threadKey, (all) => [...all, outgoing]);
      void deliver(outgoing.messageId, text);
    },
    retry(messageId) {
      const outgoing = waiting.find((each) => each.messageId === messageId);
      if (!outgoing) return;
      change(client, threadKey, (all) =>
        all.map((each) => (each.messageId === messageId ? { ...each, error: null } : each)),
      );
      void deliver(messageId, outgoing.text);
    },
    discard(messageId) {
      change(client, threadKey, (all) => all.filter((each) => each.messageId !== messageId));
    },
  };
};
