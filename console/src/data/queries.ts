import {
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useSuspenseQuery,
} from '@tanstack/react-query';
import type { Approval } from '../../../core/approval.ts';
import type { Locale, Role } from '../../../core/member.ts';
import type { Catalogue, ConsoleMessage, ConsoleThread } from '../../../core/ports/stores.ts';
import type { TraceStep } from '../../../core/trace.ts';
import { get, getText, HttpError } from './http.ts';
import { mergeMessages } from './messages.ts';
import { type Rows, readApproval, readRows, readStep, readTask, type TaskRow } from './rows.ts';

export interface SessionMember {
  readonly id: string;
  readonly displayName: string;
  readonly role: Role;
  readonly locale: Locale;
  /** Names of approver groups; known of oneself alone. */
  readonly groups?: readonly string[];
}

export interface Session {
  readonly tenant: { readonly name: string };
  readonly member: SessionMember;
  /** Whom this page may act as; empty unless it runs on one machine for trying things out. */
  readonly members: readonly SessionMember[];
  readonly local: boolean;
}

export type Thread = ConsoleThread & { readonly threadKey: string };

/** The stream says what changed, so nothing is ever read again on a timer or on focus. */
export const createClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (count, error) =>
          count < 3 && (!(error instanceof HttpError) || error.status === 0 || error.status >= 500),
      },
      mutations: { networkMode: 'always' },
    },
  });

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => (await get('/console/api/session', signal)) as Session,
});

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

export const threadsKey = ['threads'] as const;
export const useThreads = () =>
  useQuery({
    queryKey: threadsKey,
    queryFn: async ({ signal }): Promise<readonly Thread[]> =>
      ((await get('/console/api/threads', signal)) as { threads: readonly Thread[] }).threads,
  });

export const messagesKey = (threadKey: string) => ['messages', threadKey] as const;
export const useMessages = (threadKey: string) =>
  useQuery({
    queryKey: messagesKey(threadKey),
    structuralSharing: (known, read) =>
      mergeMessages(known as readonly ConsoleMessage[] | undefined, read as readonly ConsoleMessage[]),
    queryFn: async ({ signal }): Promise<readonly ConsoleMessage[]> =>
      (
        (await get(`/console/api/threads/${encodeURIComponent(threadKey)}/messages`, signal)) as {
          messages: readonly ConsoleMessage[];
        }
      ).messages,
  });

export const useCatalogue = () =>
  useQuery({
    queryKey: ['catalogue'],
    queryFn: async ({ signal }): Promise<Catalogue> =>
      (await get('/console/api/catalogue', signal)) as Catalogue,
  });

const pageAfter = <T>(last: Rows<T>): string | undefined => last.nextCursor ?? undefined;
const PAGE_SIZE = 25;

const listPath = (path: string, status: string | undefined, cursor: string | undefined): string => {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (status) query.set('status', status);
  if (cursor) query.set('cursor', cursor);
  return `${path}?${query}`;
};

/** `status`: one or several, with commas between them. */
export const useTasks = (status?: string) =>
  useInfiniteQuery({
    queryKey: ['tasks', 'list', status ?? ''],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<Rows<TaskRow>> =>
      readRows(readTask)(await get(listPath('/api/v1/agent-tasks', status, pageParam), signal)),
    getNextPageParam: pageAfter,
  });

export const useTask = (id: string) =>
  useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: async ({ signal }): Promise<TaskRow> =>
      readTask(await get(`/api/v1/agent-tasks/${encodeURIComponent(id)}`, signal)),
  });

export const useTrace = (id: string) =>
  useQuery({
    queryKey: ['tasks', 'trace', id],
    queryFn: async ({ signal }): Promise<readonly TraceStep[]> =>
      readRows(readStep)(await get(`/api/v1/agent-tasks/${encodeURIComponent(id)}/trace`, signal)).items,
  });

/** The whole output of a step; read when somebody asks for it, and never again: it does not change. */
export const useWholeOutput = (id: string, stepOrder: number, wanted: boolean) =>
  useQuery({
    queryKey: ['output', id, stepOrder],
    enabled: wanted,
    queryFn: ({ signal }): Promise<string> =>
      getText(`/api/v1/agent-tasks/${encodeURIComponent(id)}/trace/${stepOrder}/output`, signal),
  });

export const useApprovals = (status?: string) =>
  useInfiniteQuery({
    queryKey: ['approvals', 'list', status ?? ''],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<Rows<Approval>> =>
      readRows(readApproval)(await get(listPath('/api/v1/approvals', status, pageParam), signal)),
    getNextPageParam: pageAfter,
  });

export const useTaskApprovals = (taskId: string) =>
  useQuery({
    queryKey: ['approvals', 'task', taskId],
    queryFn: async ({ signal }): Promise<readonly Approval[]> =>
      readRows(readApproval)(
        await get(`/api/v1/approvals?limit=100&task=${encodeURIComponent(taskId)}`, signal),
      ).items,
  });

export const useApproval = (id: string) =>
  useQuery({
    queryKey: ['approvals', 'one', id],
    queryFn: async ({ signal }): Promise<Approval> =>
      readApproval(await get(`/api/v1/approvals/${encodeURIComponent(id)}`, signal)),
  });
